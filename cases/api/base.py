"""What the API's views of one case share: the gate, and the answer to a change."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from cases import access
from cases.api.shapes import CaseRow
from cases.models import Case
from portal.api.preconditions import tagged
from portal.api.views import ApiView


class CaseView(ApiView):
    """A view below `cases/{public_id}`: the case has passed the gate before any method runs, or it is 404.

    `locks` names the methods that hold the case row's lock.
    """

    locks: frozenset[str] = frozenset()
    case: Case

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        lock = request.method in self.locks
        self.case = access.get_case(self.actor, self.kwargs["public_id"], lock=lock)

    def changed(self, case: Case, *, status: int = 200) -> Response:
        """Answer with the case as it stands now, and its ETag."""
        return tagged(Response(CaseRow(case, context={"request": self.request}).data, status=status), case.version)
