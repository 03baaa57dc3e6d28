"""Objects of the environment room: a draft and a released edition, a survey being written and one that is open.

They belong to no center or enterprise: every relation would find the same ones, so the farthest stands for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from alerts.environment.models import Edition, Index, Indicator, Question, Report, Score, Survey
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World

CODE = "matrix"
ABSENT = 2_000_000_000


def made(world: World) -> dict[str, Any]:
    """Make the objects once for a world."""
    if (0, "environment") not in world.things:
        world.things[0, "environment"] = _make(world)
    found: dict[str, Any] = world.things[0, "environment"]
    return found


def _make(world: World) -> dict[str, Any]:
    editor, reviewer = world.people["editor"].pk, world.people["reviewer"].pk
    today = timezone.localdate()
    with scopes.enter(scopes.system(editor)):
        index = Index.objects.create(
            code=CODE, origin="own", name_zh="指数", name_en="Index", publisher_zh="中心", publisher_en="Center",
            about_zh="说明", about_en="About", created_by_id=editor,
        )  # fmt: skip
        draft, released = (_edition(index, year, editor) for year in (2025, 2026))
        survey, opened = (
            Survey.objects.create(
                title_zh="调查", title_en="Survey", country="DE", about_zh="说明", about_en="About", consent_zh="同意保存答案",
                consent_en="We agree", opens_on=today, closes_on=today + timedelta(days=9), created_by_id=editor,
            )
            for _ in range(2)
        )  # fmt: skip
        questions = [
            Question.objects.create(survey=each, position=1, kind="scale", text_zh="如何", text_en="How")
            for each in (survey, opened)
        ]
        Survey.objects.filter(pk=opened.pk).update(state="proposed")
        Edition.objects.filter(pk=released.pk).update(state="proposed", proposed_by_id=editor)
    with scopes.enter(scopes.system(reviewer)):
        Survey.objects.filter(pk=opened.pk).update(state="open", opened_by_id=reviewer, opened_at=timezone.now())
        Report.objects.create(edition=released, language="zh-hans")
        Edition.objects.filter(pk=released.pk).update(
            state="released", released_by_id=reviewer, released_at=timezone.now()
        )
    return {
        "index": index, "draft": draft, "indicator": draft.indicators.get(), "released": released, "survey": survey,
        "question": questions[0], "open": opened, "asked": questions[1],
    }  # fmt: skip


def _edition(index: Index, year: int, editor: int) -> Edition:
    edition = Edition.objects.create(
        index=index, year=year, version="1", dated_on=date(2026, 11, 1), source_zh="来源", source_en="Source",
        created_by_id=editor,
    )  # fmt: skip
    leaf = Indicator.objects.create(
        edition=edition, code="one", name_zh="一", name_en="One", weight=Decimal(1), scale_min=0, scale_max=100
    )
    Score.objects.create(edition=edition, indicator=leaf, country="DE", value=50, source="来源", entered_by_id=editor)
    return edition


def _of(kind: str, find: Callable[[dict[str, Any]], Kwargs], nothing: Callable[[dict[str, Any]], Kwargs]) -> None:
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return nothing(made(world))
        return find(made(world)) if relation == "other_center" else None

    target(kind)(provide)


_of("env_released", lambda m: {"code": CODE}, lambda m: {"code": "nothing"})
_of("env_profile", lambda m: {"code": CODE, "country": "DE"}, lambda m: {"code": CODE, "country": "FR"})
_of("env_index", lambda m: {"public_id": m["index"].public_id}, lambda m: {"public_id": NOTHING})
_of("env_edition", lambda m: {"public_id": m["draft"].public_id}, lambda m: {"public_id": NOTHING})
_of(
    "env_indicator",
    lambda m: {"public_id": m["draft"].public_id, "indicator": m["indicator"].pk},
    lambda m: {"public_id": m["draft"].public_id, "indicator": ABSENT},
)
_of("env_survey", lambda m: {"public_id": m["survey"].public_id}, lambda m: {"public_id": NOTHING})
_of("env_shown_survey", lambda m: {"public_id": m["open"].public_id}, lambda m: {"public_id": m["survey"].public_id})
_of(
    "env_question",
    lambda m: {"public_id": m["survey"].public_id, "question": m["question"].pk},
    lambda m: {"public_id": m["survey"].public_id, "question": ABSENT},
)


def answer(world: World, persona: str, kwargs: Mapping[str, Any]) -> Kwargs:
    """The body with which a firm answers."""
    return {f"q{made(world)['asked'].pk}": "4", "consent": "on"}


def scores(world: World, persona: str, kwargs: Mapping[str, Any]) -> Kwargs:
    """The grid with one row."""
    row = {"country": "FR", "value": "7", "source": "来源", "source_url": "", "note": ""}
    return {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"} | {f"form-0-{name}": text for name, text in row.items()}


_INDEX = {
    "code": "new", "origin": "own", "name_zh": "指数", "name_en": "Index", "publisher_zh": "中心", "publisher_en": "Center",
    "about_zh": "说明", "about_en": "About",
}  # fmt: skip
_EDITION = {
    "year": "2024", "version": "2", "basis": "computed", "minimum_coverage": "0.5", "dated_on": "2026-11-01",
    "source_zh": "来源", "source_en": "Source",
}  # fmt: skip
_INDICATOR = {"position": "2", "code": "two", "name_zh": "二", "name_en": "Two", "weight": "0.5", "direction": "higher"}
_SURVEY = {
    "title_zh": "调查", "title_en": "Survey", "country": "DE", "about_zh": "说明", "about_en": "About",
    "consent_zh": "同意保存我们的答案", "consent_en": "We agree to it", "opens_on": "2026-01-05", "closes_on": "2099-01-05",
}  # fmt: skip
_QUESTION = {"position": "5", "kind": "scale", "text_zh": "如何", "text_en": "How", "required": "on"}
BODIES: dict[str, Body] = {
    "environment:index_add": _INDEX,
    "environment:index_change": _INDEX,
    "environment:edition_add": _EDITION,
    "environment:edition_change": _EDITION,
    "environment:act": {"reason": "补充来源"},
    "environment:indicator_add": _INDICATOR,
    "environment:indicator_change": _INDICATOR | {"code": "one", "weight": "1"},
    "environment:scores": scores,
    "environment:import": {"text": "indicator,country,value,source\none,FR,7,来源\n", "confirmed": "1"},
    "environment:survey_add": _SURVEY,
    "environment:survey_change": _SURVEY,
    "environment:question_add": _QUESTION,
    "environment:question_change": _QUESTION,
    "environment:answer": answer,
}

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "environment:act": [{"verb": verb} for verb in ("propose", "return")],
    "environment:survey_act": [{"verb": verb} for verb in ("propose", "open")],
}
