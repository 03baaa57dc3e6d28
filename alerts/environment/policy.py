"""Rows of the permission table for this room."""

from __future__ import annotations

from portal.policy.personas import ALL, ENTERPRISE, ENTERPRISE_WRITERS, NATIONAL
from portal.policy.reach import anywhere
from portal.policy.table import Rule, rule

_EDITORS = frozenset({"editor"})
_REVIEWERS = frozenset({"reviewer"})
# Which of the two takes which step is workflow.py's.
_BOTH = _EDITORS | _REVIEWERS


def _public(route: str, target: str = "") -> Rule:
    """A page that everybody reads, drawn as the bare log-in, which sees what is released."""
    reach = anywhere(ALL) if target else None
    return rule(route, "GET", ALL, scope="login", second_factor=False, target=target, reach=reach)


def _desk(route: str, methods: str, personas: frozenset[str], target: str) -> Rule:
    return rule(route, methods, personas, target=target, reach=anywhere(personas))


RULES: list[Rule] = [
    _public("environment:list"),
    _public("environment:surveys"),
    _public("environment:survey", "env_shown_survey"),
    *(
        _public(f"environment:{name}", "env_released")
        for name in ("ranking", "compare", "trend", "sensitivity", "csv", "report")
    ),
    _public("environment:profile", "env_profile"),
    _desk("environment:answer", "GET", ENTERPRISE, "env_shown_survey"),
    _desk("environment:answer", "POST", ENTERPRISE_WRITERS, "env_shown_survey"),
    rule("environment:desk", "GET", NATIONAL),
    rule("environment:index_add", "GET POST", _EDITORS),
    _desk("environment:index_change", "GET POST", _EDITORS, "env_index"),
    _desk("environment:edition_add", "GET POST", _EDITORS, "env_index"),
    _desk("environment:edition", "GET", NATIONAL, "env_edition"),
    _desk("environment:edition_change", "GET POST", _EDITORS, "env_edition"),
    _desk("environment:correct", "GET POST", _EDITORS, "env_edition"),
    _desk("environment:act", "POST", _BOTH, "env_edition"),
    _desk("environment:report_again", "POST", _BOTH, "env_edition"),
    _desk("environment:indicator_add", "GET POST", _EDITORS, "env_edition"),
    _desk("environment:indicator_change", "GET POST", _EDITORS, "env_indicator"),
    _desk("environment:indicator_remove", "GET POST", _EDITORS, "env_indicator"),
    _desk("environment:scores", "GET POST", _EDITORS, "env_edition"),
    rule(
        "environment:import", "GET POST", _EDITORS, target="env_edition", reach=anywhere(_EDITORS), uploads=True
    ),
    rule("environment:survey_desk", "GET", NATIONAL),
    rule("environment:survey_add", "GET POST", _EDITORS),
    _desk("environment:survey_page", "GET", NATIONAL, "env_survey"),
    _desk("environment:survey_change", "GET POST", _EDITORS, "env_survey"),
    _desk("environment:question_add", "GET POST", _EDITORS, "env_survey"),
    _desk("environment:question_change", "GET POST", _EDITORS, "env_question"),
    _desk("environment:question_remove", "GET POST", _EDITORS, "env_question"),
    _desk("environment:survey_answers", "GET", NATIONAL, "env_survey"),
    _desk("environment:survey_act", "POST", _BOTH, "env_survey"),
]  # fmt: skip
