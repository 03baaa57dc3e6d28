"""The fees that come with the portal: every fact is there once, and loading again changes nothing."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from alerts.fees.models import Batch, Fee
from alerts.fees.services.loading import fees_load
from portal.tenancy import scope as scopes
from tests.fees.conftest import Desk

FACTS = Path(settings.BASE_DIR).parent / "shared/data/facts/official_fees.json"
pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(desk: Desk) -> None:
    emails = {code: desk.person(code).user.email for code in ("editor", "reviewer")}  # type: ignore[union-attr]
    call_command("load_fees", **emails, stdout=io.StringIO())
    before = set(Fee.objects.values_list("pk", "amount", "valid_from", "valid_to"))
    assert len(before) == 180
    assert fees_load(editor=desk.actor("editor"), reviewer=desk.actor("reviewer")) == []
    assert set(Fee.objects.values_list("pk", "amount", "valid_from", "valid_to")) == before
    with scopes.enter(scopes.system()):
        assert set(Batch.objects.values_list("state", flat=True)) == {"released"}


def test_one_person_cannot_load_alone(desk: Desk) -> None:
    email = desk.person("editor").user.email  # type: ignore[union-attr]
    with pytest.raises(CommandError, match="no seat of a national reviewer"):
        call_command("load_fees", editor=email, reviewer=email)
    assert not Fee.objects.exists()


@pytest.mark.skipif(not FACTS.exists(), reason="the collected facts are not beside this copy")
def test_every_fact_is_carried(loaded: Desk) -> None:
    fees = {(fee.office.code, fee.code, fee.tier == "reduced", fee.valid_to is None): fee for fee in
            Fee.objects.select_related("office")}  # fmt: skip
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    assert len(facts) == 148
    for fact in facts:
        fee = fees[fact["office"], fact["code"], False, True]
        assert (fee.amount, fee.currency, fee.label) == (
            Decimal(str(fact["amount"])), fact["currency"], fact["label"],
        ), fact  # fmt: skip
        assert (fee.valid_from.isoformat() if fee.valid_from else None) == fact["effective_date"], fact
        assert fact["year"] in {None, fee.year, fee.period}, fact
        assert fee.source_url.split("/")[2] in fact["source_url"] or fact["source_url"] == "same", fact
        if fact["reduced_amount"]:
            assert fees[fact["office"], fact["code"], True, True].amount == Decimal(fact["reduced_amount"])
        if (fact["condition"] or "").startswith("was "):
            was = fees[fact["office"], fact["code"], False, False]
            assert was.amount == Decimal(fact["condition"].split()[1])
