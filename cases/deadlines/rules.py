"""The rule rows: what the law gives, read once from `data/rules.json`."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from cases.deadlines.errors import UnknownRule
from portal.reference.text import load_data, pick

Unit = Literal["calendar_days", "working_days", "weeks", "months", "years"]
UNITS: tuple[Unit, ...] = ("calendar_days", "working_days", "weeks", "months", "years")
START_RULES = ("day_after_trigger", "first_business_day_after_trigger")
MONTH_RULES = ("same_number_or_last_day", "next_day_anniversary")
FORUM_KINDS = ("court", "itc", "office", "customs", "platform", "arbitration", "letter")

#: Who must act; `SIDES` says which party of a dispute that is.
ACTOR_LABELS: dict[str, Promise] = {
    "respondent": pgettext_lazy("deadline actor", "Respondent"),
    "plaintiff": pgettext_lazy("deadline actor", "Plaintiff"),
    "either": pgettext_lazy("deadline actor", "Either party"),
    "both": pgettext_lazy("deadline actor", "Both parties"),
    "petitioner": pgettext_lazy("deadline actor", "Petitioner"),
    "patent_owner": pgettext_lazy("deadline actor", "Patent owner"),
    "proprietor": pgettext_lazy("deadline actor", "Proprietor"),
    "holder": pgettext_lazy("deadline actor", "Holder"),
    "registrant": pgettext_lazy("deadline actor", "Registrant"),
    "applicant": pgettext_lazy("deadline actor", "Trade mark applicant"),
    "opposer": pgettext_lazy("deadline actor", "Opponent"),
    "opponent": pgettext_lazy("deadline actor", "Opponent"),
    "importer": pgettext_lazy("deadline actor", "Importer"),
    "consignee": pgettext_lazy("deadline actor", "Consignee"),
    "right_holder": pgettext_lazy("deadline actor", "Right-holder"),
    "platform": pgettext_lazy("deadline actor", "Platform"),
    "office": pgettext_lazy("deadline actor", "Office"),
    "government": pgettext_lazy("deadline actor", "Government"),
}
SIDES: dict[str, frozenset[str]] = {
    "defending": frozenset(
        {
            "respondent",
            "applicant",
            "holder",
            "proprietor",
            "registrant",
            "patent_owner",
            "importer",
            "consignee",
            "petitioner",
            "either",
            "both",
        }
    ),
    "asserting": frozenset(
        {"plaintiff", "opposer", "opponent", "right_holder", "petitioner", "patent_owner", "either", "both"}
    ),
}

STATUS_LABELS: dict[str, Promise] = {
    "statutory": pgettext_lazy("deadline source", "Statutory period"),
    "office_set": pgettext_lazy("deadline source", "Set by the office in its letter"),
    "court_set_minimum": pgettext_lazy("deadline source", "Statutory minimum, the court sets the period"),
    "default_if_no_order": pgettext_lazy("deadline source", "Default unless ordered otherwise"),
    "minimum_varies": pgettext_lazy("deadline source", "Minimum; differs by country"),
    "practice": pgettext_lazy("deadline source", "Practice, not law"),
}
SOURCE_KIND_LABELS: dict[str, Promise] = {
    "primary_text": pgettext_lazy("deadline source", "Text of the law"),
    "primary_text_quoted": pgettext_lazy("deadline source", "Text of the law, as quoted"),
    "official_guidance": pgettext_lazy("deadline source", "Official guidance"),
    "secondary": pgettext_lazy("deadline source", "Law firm or portal"),
    "general_knowledge": pgettext_lazy("deadline source", "General knowledge"),
    "practice": pgettext_lazy("deadline source", "Practice"),
}
BASIS_LABELS: dict[str, Promise] = {
    "publication_date": _("date of publication"),
    "issue_date": _("date of issue"),
    "communication_date": _("date of the communication"),
    "sgp_given_date": _("date the statement of grounds was given"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: 21 calendar days, 3 months."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        """Return the length in words, in the active language."""
        words = {
            "calendar_days": ngettext("%(n)d calendar day", "%(n)d calendar days", self.number),
            "working_days": ngettext("%(n)d working day", "%(n)d working days", self.number),
            "weeks": ngettext("%(n)d week", "%(n)d weeks", self.number),
            "months": ngettext("%(n)d month", "%(n)d months", self.number),
            "years": ngettext("%(n)d year", "%(n)d years", self.number),
        }
        return words[self.unit] % {"n": self.number}


@dataclass(frozen=True, slots=True)
class Rule:
    """One response period of one procedure, with its source and how sure it is."""

    id: str
    family: str
    jurisdiction: str
    forum_kind: str
    forum_zh: str
    forum_en: str
    timezone: str
    ip_kinds: tuple[str, ...]
    procedure_zh: str
    procedure_en: str
    trigger_zh: str
    trigger_en: str
    actor: str
    period: Period | None
    pre_steps: tuple[Period, ...]
    start_rule: str
    month_rule: str
    rolls_over: bool
    calendar: str
    counting_zh: str
    counting_en: str
    counting_verified: str  # yes | partial | no
    extension_zh: str
    extension_en: str
    consequence_zh: str
    consequence_en: str
    notes_zh: str
    notes_en: str
    legal_zh: str
    legal_en: str
    sources: tuple[str, ...]
    verified: bool
    source_kind: str
    effective_from: dt.date | None
    effective_to: dt.date | None
    effective_basis: str | None
    status: str
    #: Courts differ on whether this very period moves off a closed day.
    roll_doubtful: bool = False

    @property
    def computable(self) -> bool:
        """Tell whether a period is fixed at all."""
        return self.period is not None

    def in_force_for(self, trigger: dt.date) -> bool:
        """Tell whether this version covers a trigger date (both ends inclusive)."""
        return (self.effective_from is None or self.effective_from <= trigger) and (
            self.effective_to is None or trigger <= self.effective_to
        )

    def forum(self, language: str | None = None) -> str:
        """Return the forum's name."""
        return pick(self.forum_zh, self.forum_en, language)

    def procedure(self, language: str | None = None) -> str:
        """Return the procedural step's name."""
        return pick(self.procedure_zh, self.procedure_en, language)

    def trigger(self, language: str | None = None) -> str:
        """Return the event the period runs from."""
        return pick(self.trigger_zh, self.trigger_en, language)

    def legal_source(self, language: str | None = None) -> str:
        """Return the provision the period rests on."""
        return pick(self.legal_zh, self.legal_en, language)

    def counting_basis(self, language: str | None = None) -> str:
        """Return the provision the counting rests on."""
        return pick(self.counting_zh, self.counting_en, language)

    def extension(self, language: str | None = None) -> str:
        """Return how it can be extended; "" when nothing is known."""
        return pick(self.extension_zh, self.extension_en, language)

    def consequence(self, language: str | None = None) -> str:
        """Return what missing it means; "" when nothing is known."""
        return pick(self.consequence_zh, self.consequence_en, language)

    def notes(self, language: str | None = None) -> str:
        """Return the compiler's remark; may be ""."""
        return pick(self.notes_zh, self.notes_en, language)

    @property
    def actor_label(self) -> str:
        """Return who must act, in the active language."""
        return str(ACTOR_LABELS[self.actor])

    @property
    def status_label(self) -> str:
        """Return what kind of period it is, in the active language."""
        return str(STATUS_LABELS[self.status])

    @property
    def source_kind_label(self) -> str:
        """Return what the period was read from, in the active language."""
        return str(SOURCE_KIND_LABELS[self.source_kind])

    def label(self, language: str | None = None) -> str:
        """Return forum and step in one line, for a select."""
        return f"{self.forum(language)} · {self.procedure(language)}"


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _rule(row: dict[str, Any]) -> Rule:
    period = row["period"]
    rule = Rule(
        **{
            **row,
            "ip_kinds": tuple(row["ip_kinds"]),
            "sources": tuple(row["sources"]),
            "period": Period(**period) if period else None,
            "pre_steps": tuple(Period(**step) for step in row["pre_steps"]),
            "effective_from": _day(row["effective_from"]),
            "effective_to": _day(row["effective_to"]),
        }
    )
    _check(rule)
    return rule


def _check(rule: Rule) -> None:
    """Refuse a row the engine would misread. A slip in the data must stop the boot, not move a date."""
    known = (
        rule.start_rule in START_RULES
        and rule.month_rule in MONTH_RULES
        and rule.forum_kind in FORUM_KINDS
        and rule.actor in ACTOR_LABELS
        and rule.status in STATUS_LABELS
        and rule.source_kind in SOURCE_KIND_LABELS
        and rule.counting_verified in {"yes", "partial", "no"}
        and (rule.effective_basis is None or rule.effective_basis in BASIS_LABELS)
        and all(step.unit in UNITS and step.number > 0 for step in (*rule.pre_steps, *filter(None, [rule.period])))
    )
    # 19 CFR 201.14(a) leaves weekends and holidays out of periods under 7 days; no row needs it yet.
    short = rule.forum_kind == "itc" and rule.period is not None and rule.period.unit == "calendar_days"
    if not known or (short and rule.period is not None and rule.period.number < 7):
        raise ValueError(f"deadline rule {rule.id} cannot be read")


@lru_cache(maxsize=1)
def _data() -> tuple[str, dict[str, Rule]]:
    data = load_data("cases.deadlines", "rules.json")
    rules = {row["id"]: _rule(row) for row in data["rules"]}
    return data["compiled"], rules


#: The day the rows were compiled; kept with every stored result.
DATA_VERSION = _data()[0]


def all_rules() -> tuple[Rule, ...]:
    """Return every rule in the order of the data."""
    return tuple(_data()[1].values())


def get_rule(rule_id: str) -> Rule:
    """Return a rule; raises UnknownRule."""
    rule = _data()[1].get(rule_id)
    if rule is None:
        raise UnknownRule(rule=rule_id)
    return rule


def family_of(rule: Rule) -> tuple[Rule, ...]:
    """Return the successive versions of a rule, oldest first."""
    members = (other for other in all_rules() if other.family == rule.family)
    return tuple(sorted(members, key=lambda r: r.effective_from or dt.date.min))
