"""The pages of the fees in a real browser: no axe fault, nothing wider than a phone, every word translated."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from alerts.fees.models import Batch, Fee
from portal.tenancy import scope as scopes
from tests.fees.conftest import Desk
from tests.fees.files import changed_row, file_of
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PLAN = "?office=EUIPO&office=TIPO&office=UKIPO&right=trademark&act=filing&act=renewal&n_class=2&size=standard"


def test_the_pages(live_server: Any, desk: Desk) -> None:
    desk.load()
    editor = desk.client("editor")
    file = SimpleUploadedFile("fees.csv", file_of(changed_row()))
    assert editor.post(reverse("fees:import"), {"title": "JPO 2027", "file": file}).status_code == 302
    with scopes.enter(scopes.system()):
        draft = Batch.objects.order_by("-pk")[0]
        names = tuple(Batch.objects.values_list("title", flat=True))
    fee = Fee.objects.get(office__code="UKIPO", code="tm-app", valid_to=None)
    pages = {
        "fees-list": reverse("fees:list") + "?office=UKIPO&right=trademark",
        "fees-history": reverse("fees:history", args=[fee.public_id]),
        "fees-result": reverse("fees:calculator") + PLAN,
        "fees-import": reverse("fees:import"),
        "fees-batch": reverse("fees:batch", args=[draft.public_id]),
    }
    for size, language in ((PHONE, "zh-hans"), (DESK, "en")):
        window = visit(live_server, desk.person("editor"), size=size, language=language, names=names)
        for label, path in pages.items():
            window.go(path)
            window.check(label)
