"""Cases in any state, made directly in the system scope, for tests of what comes after filing."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from cases.choices import WaitingFor
from cases.models import Case, CaseCountry, CaseParty
from cases.models.case import of
from portal.accounts.models import Enterprise
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

_numbers = itertools.count(1)


def filed_case(center: Center, enterprise: Enterprise, *, state: str = "submitted", **fields: Any) -> Case:
    """Make a whole filed case of `enterprise` kept by `center`, with one opponent and one country."""
    n = next(_numbers)
    values: dict[str, Any] = {
        "center": center,
        "enterprise": enterprise,
        "state": state,
        "number": f"{center.code}-2026-{n:05d}X",
        "receipt_code": f"RC{n:08d}",
        "waiting_for": WaitingFor.CENTER,
        "due_on": timezone.localdate() + datetime.timedelta(days=3),
        "applicant_kind": "legal",
        "applicant_name": enterprise.name,
        "applicant_uscc": enterprise.uscc,
        "province": "440000",
        "city": "440300",
        "industry": "C",
        "contact_name": "测试联系人",
        "contact_phone": "+8613800138000",
        "contact_email": "contact@example.com",
        "role": "accused",
        "dispute_type": "infringement",
        "ip_kinds": ["patent"],
        "country": "US",
        "forum": "court",
        "summary": "收到美国法院的起诉状。",
        "requests": ["advice"],
        "truth_stated": True,
        "consent_processing": "2026-1",
        "signed_at": timezone.now(),
        "submitted_at": timezone.now(),
    }
    with scopes.enter(scopes.system()):
        case = Case.objects.create(**values | fields)
        CaseCountry.objects.create(**of(case), country=case.country)
        CaseParty.objects.create(**of(case), name="Example Holdings LLC", country="US", counsel="Example & Partners")
    return case
