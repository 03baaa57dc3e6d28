"""One record of an investigation, whatever source it was read from, checked field by field.

Every reader turns its source into `Record`; nothing behind it knows a source's names. What the source does not say stays
empty ("", None, [], "unknown") and is filled by nobody: `merged` keeps then what the collection knows already.
"""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from alerts.trade.choices import REGION_PROVINCES, Authority, Kind, Outcome, Remedy, RightKind, Role, State
from portal.reference import industry, regions
from portal.reference.countries import country_code
from portal.reference.text import half_width, squeeze

FIRST_DAY, LAST_DAY = datetime.date(1930, 1, 1), datetime.date(2100, 1, 1)


def _day(value: datetime.date | None) -> datetime.date | None:
    if value is not None and not FIRST_DAY <= value <= LAST_DAY:
        raise PydanticCustomError("date_far", "a date before 1930 or after 2100")
    return value


def _unique(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class PartyRecord(_Strict):
    """A party. `country` takes any spelling and becomes a code; `province` follows from `place` where that names it."""

    role: Role
    name: Annotated[str, Field(min_length=1, max_length=300)]
    country: str = ""
    place: Annotated[str, Field(max_length=200)] = ""
    province: str = ""
    disposition: Annotated[str, Field(max_length=120)] = ""
    disposition_on: datetime.date | None = None

    @field_validator("name")
    @classmethod
    def _name(cls, value: str) -> str:
        return squeeze(value)

    @field_validator("country")
    @classmethod
    def _country(cls, value: str) -> str:
        code = country_code(value)
        if value and code is None:
            raise PydanticCustomError("country_unknown", "a country (region) we do not know: {value}", {"value": value})
        return code or ""

    @field_validator("province")
    @classmethod
    def _province(cls, value: str) -> str:
        row = regions.get(value) if value else None
        if value and (row is None or row.parent):
            raise PydanticCustomError("province_unknown", "no province of GB/T 2260: {value}", {"value": value})
        return value

    @model_validator(mode="after")
    def _place(self) -> PartyRecord:
        if self.province or self.country not in {"CN", *REGION_PROVINCES}:
            return self
        found = REGION_PROVINCES.get(self.country) or province_of_place(self.place)
        object.__setattr__(self, "province", found)  # frozen for everybody else
        return self


class RightRecord(_Strict):
    """An asserted right."""

    kind: RightKind
    number: Annotated[str, Field(max_length=60)] = ""
    expires_on: datetime.date | None = None


class PhaseRecord(_Strict):
    """A stage of the proceedings."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    number: Annotated[int, Field(ge=1, le=999)] = 1
    status: Annotated[str, Field(max_length=40)] = ""
    started_on: datetime.date | None = None
    ended_on: datetime.date | None = None


class Record(_Strict):
    """An investigation. Dates are the authority's; `recorded_on` is the day on which the source was read."""

    authority: Authority
    kind: Kind
    number: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[\w][\w ./()-]*$")]
    title_en: Annotated[str, Field(max_length=500)] = ""
    title_zh: Annotated[str, Field(max_length=300)] = ""
    title_zh_ours: bool = True
    state: State = State.UNKNOWN
    outcome: Outcome = Outcome.UNKNOWN
    complaint_filed: datetime.date | None = None
    instituted: datetime.date | None = None
    target_date: datetime.date | None = None
    ended_on: datetime.date | None = None
    fr_citation: Annotated[str, Field(max_length=60)] = ""
    docket_number: Annotated[str, Field(max_length=40)] = ""
    unfair_act: Annotated[str, Field(max_length=300)] = ""
    hts: list[Annotated[str, Field(max_length=20)]] = []
    remedies_asked: list[Remedy] = []
    remedies_ordered: list[Remedy] = []
    industries: list[str] = []
    parties: list[PartyRecord] = []
    parties_complete: bool = False
    rights: list[RightRecord] = []
    phases: list[PhaseRecord] = []
    note_zh: Annotated[str, Field(max_length=500)] = ""
    note_en: Annotated[str, Field(max_length=500)] = ""
    source_title: Annotated[str, Field(min_length=1, max_length=200)]
    source_url: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=500)]
    recorded_on: datetime.date

    _days = field_validator("complaint_filed", "instituted", "target_date", "ended_on")(_day)

    @field_validator("industries")
    @classmethod
    def _sections(cls, values: list[str]) -> list[str]:
        for value in values:
            if value not in industry.SECTIONS:
                raise PydanticCustomError("industry_unknown", "no section of GB/T 4754: {value}", {"value": value})
        return _unique(values)

    @field_validator("hts", "remedies_asked", "remedies_ordered")
    @classmethod
    def _once(cls, values: list[Any]) -> list[Any]:
        return _unique(values)

    @field_validator("parties", "rights", "phases")
    @classmethod
    def _each_once(cls, values: list[Any]) -> list[Any]:
        # A source may name a party once per stage; the last word on it counts.
        return list({identity(each): each for each in values}.values())

    @model_validator(mode="after")
    def _whole(self) -> Record:
        if not (self.title_en or self.title_zh):
            raise PydanticCustomError("untitled", "there is no title")
        opened = self.opened_on
        if opened is None:
            raise PydanticCustomError("undated", "neither the day of the complaint nor that of institution is given")
        if self.ended_on is not None and self.ended_on < opened:
            raise PydanticCustomError("order", "it ends before it begins")
        return self

    @property
    def opened_on(self) -> datetime.date | None:
        """The day by which it is counted."""
        return self.instituted or self.complaint_filed

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from every other investigation."""
        return str(self.authority), self.number


def identity(part: PartyRecord | RightRecord | PhaseRecord) -> tuple[object, ...]:
    """Give what tells a party, right or phase from its like within one investigation."""
    if isinstance(part, PartyRecord):
        return str(part.role), part.name
    if isinstance(part, RightRecord):
        return str(part.kind), part.number
    return part.name, part.number


_EMPTY: tuple[object, ...] = ("", None, [], "unknown")


def merged(known: Record | None, new: Record) -> Record:
    """Put what a source says now over what is known: what it does not say stays as it was."""
    if known is None:
        return new
    values: dict[str, Any] = {}
    for name in Record.model_fields:
        said = getattr(new, name)
        values[name] = getattr(known, name) if said in _EMPTY else said
    if not new.title_zh:
        values["title_zh_ours"] = known.title_zh_ours
    if new.parties:
        values["parties"] = [_merged_party(known, party) for party in new.parties]
    else:
        values["parties_complete"] = known.parties_complete
    return Record.model_validate({name: _plain(value) for name, value in values.items()})


def _plain(value: Any) -> Any:
    return (
        [each.model_dump() if isinstance(each, BaseModel) else each for each in value]
        if isinstance(value, list)
        else value
    )


def _merged_party(known: Record, party: PartyRecord) -> PartyRecord:
    before = {identity(each): each for each in known.parties}.get(identity(party))
    if before is None:
        return party
    kept = {name: getattr(before, name) for name in PartyRecord.model_fields if getattr(party, name) in _EMPTY}
    return party.model_copy(update=kept)


# --- places and names -------------------------------------------------------------------

_WORD = re.compile(r"[a-z']+")
_FILLERS = re.compile(r"\b(?:city|shi|province|municipality|district|china|p\.?r\.?c?\.?)\b")
_FORMS = re.compile(
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|l l c|gmbh|ag|sa|s a|bv|oy|plc|lp|group|holdings?)\b"
)


def province_of_place(place: str) -> str:
    """Give the code of the province that an address in China names, itself or by one of its cities; "" when none or several.

    The place is read as it is printed: a misspelt city gives nothing, and nothing is guessed.
    """
    found: set[str] = set()
    for piece in place.split(","):
        name = " ".join(_WORD.findall(_FILLERS.sub(" ", half_width(piece).casefold())))
        if name:
            if name in _provinces():
                return _provinces()[name]
            found |= _cities().get(name, frozenset())
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    return {_name(row): row.code for row in regions.provinces()}


@lru_cache(maxsize=1)
def _cities() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for province in regions.provinces():
        for city in regions.cities(province.code):
            names.setdefault(_name(city), set()).add(province.code)
    return {name: frozenset(codes) for name, codes in names.items()}


def _name(row: regions.Division) -> str:
    return " ".join(_WORD.findall(_FILLERS.sub(" ", row.en.casefold())))


def name_key(name: str) -> str:
    """Fold a firm's name to what stays the same across files: no width, case, punctuation or company form."""
    words = " ".join(re.findall(r"\w+", half_width(name).casefold()))
    return " ".join(_FORMS.sub(" ", words).split()) or words
