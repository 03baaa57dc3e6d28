"""Which rules are proposed for a dispute."""

import datetime as dt

from cases.deadlines import applicable, jurisdictions_for

DAY = dt.date(2026, 11, 22)


def _ids(*args: object, **kwargs: object) -> list[str]:
    return [rule.id for rule in applicable(*args, on=DAY, **kwargs)]  # type: ignore[arg-type]


def test_a_member_state_brings_its_unions() -> None:
    """Germany: its own courts first, then the EU, the UPC and the EPO."""
    assert jurisdictions_for("Deutschland") == ("DE", "EU", "UPC", "EP")
    assert jurisdictions_for("荷兰")[:2] == ("NL", "BX")
    assert jurisdictions_for("GB") == ("GB", "EP")
    assert jurisdictions_for("EUIPO")[0] == "EU"
    assert jurisdictions_for("nowhere") == ()


def test_served_in_a_us_court() -> None:
    """An accused firm in a US court gets the answer to the complaint first, and nothing of offices."""
    found = applicable("United States of America", forum="court", ip_kinds=["patent"], role="accused", on=DAY)
    assert found[0].id == "us_dc_answer_served"
    assert {rule.forum_kind for rule in found} == {"court"}
    assert "us_dc_answer_counterclaim" not in [rule.id for rule in found]  # the plaintiff's


def test_section_337() -> None:
    """The ITC gets its own rules, also by the side of the complainant."""
    assert _ids("US", forum="itc")[0] == "us_itc_337_response"
    assert "us_itc_337_response" not in _ids("US", forum="itc", role="enforcing")


def test_customs_in_a_member_state() -> None:
    """Goods held in Rotterdam follow the EU regulation."""
    assert set(_ids("NL", forum="customs", role="accused")) == {
        "eu_customs_destruction_response",
        "eu_customs_perishable_response",
        "eu_customs_small_consignment",
    }


def test_squatting_abroad_means_opposition() -> None:
    """The rightful owner is offered the opposition period in force today, not the former one."""
    found = _ids("越南", forum="office", ip_kinds=["trademark"], role="enforcing")
    assert found[0] == "vn_tm_opposition"
    assert "vn_tm_opposition_pre20260401" not in found
    assert "vn_tm_opposition_pre20260401" in [
        rule.id for rule in applicable("越南", forum="office", on=dt.date(2026, 3, 31))
    ]


def test_domain_names_and_platforms_belong_to_no_country() -> None:
    """UDRP is offered for arbitration anywhere, platform practice for platforms."""
    assert "wipo_udrp_response" in _ids("BR", forum="arbitration", ip_kinds=["trademark"])
    assert "plat_alibaba_amazon_practice" in _ids("US", forum="platform")
    assert "us_dmca_restore_min" in _ids("US", forum="platform", ip_kinds=["copyright"])
    assert not any(rule_id.startswith(("wipo_", "plat_")) for rule_id in _ids("US", forum="court"))


def test_no_proceedings_yet_means_a_letter() -> None:
    """Before proceedings only a warning letter runs; at a fair courts and customs come with it."""
    assert _ids("DE", forum="none") == ["de_warning_letter_practice"]
    assert "de_warning_letter_practice" in _ids("DE", forum="fair")
    assert "eu_customs_destruction_response" in _ids("DE", forum="fair")


def test_several_countries_keep_their_order() -> None:
    """Rules come country by country, each once."""
    found = applicable(["JP", "KR", "JP"], forum="office", ip_kinds=["trademark"], on=DAY)
    assert len({rule.id for rule in found}) == len(found)
    assert [rule.jurisdiction for rule in found if rule.jurisdiction in {"JP", "KR"}] == sorted(
        rule.jurisdiction for rule in found if rule.jurisdiction in {"JP", "KR"}
    )
