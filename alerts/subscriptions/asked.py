"""What somebody asks to be told: the filter of the public lists, and of which centers the local items, too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q, QuerySet

from alerts.publishing.filters import Wanted, matching_sql
from alerts.publishing.models import Edition

_CODE = re.compile(r"[A-Za-z0-9-]{1,6}")


@dataclass(frozen=True)
class Asked(Wanted):
    """A filter of publications. `centers` (codes) adds what these centers publish on their own sites; it narrows nothing.

    The rest of the filter holds for local items as for the nation's.
    """

    centers: tuple[str, ...] = ()

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Asked:
        """Read a filter from stored JSON or an address; what nobody can know is left out."""
        found = raw.get("centers") or []
        codes = [found] if isinstance(found, str) else found
        kept = tuple(sorted({str(code) for code in codes if _CODE.fullmatch(str(code))}))
        return cls(**asdict(Wanted.read(raw)), centers=kept)

    @classmethod
    def of(cls, wanted: Wanted) -> Asked:
        """Give a filter of the lists as one that asks for no center's local items; another is given back."""
        return wanted if isinstance(wanted, Asked) else cls(**asdict(wanted))

    def published(self) -> QuerySet[Edition]:
        """Give the editions that this filter can bring: the country's, and the local ones of the centers."""
        local = Q(nation_wide=False, center__code__in=self.centers)
        return self.apply(Edition.objects.filter(Q(nation_wide=True) | local))


def asked_sql(wishes: str, edition: str, center: str) -> str:
    """Give the SQL condition under which the edition row answers the row of wishes; `center` is the code of its center.

    `wishes` has the columns of `matching_sql` and `centers`.
    """
    return f"({edition}.nation_wide or {center} = any({wishes}.centers)) and {matching_sql(wishes, edition)}"
