"""What `migrate` does otherwise than Django: a model's new index or CHECK does not draw its neighbours anew."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations import AddConstraint, AddIndex, CreateModel, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ProjectState

from portal.tenancy.management.commands.migrate import options_in_place

OPERATIONS = (
    AddConstraint("letter", models.CheckConstraint(condition=models.Q(pages__gt=0), name="letter_has_pages")),
    AddConstraint("letter", models.UniqueConstraint(fields=["number"], name="letter_once")),
    AddIndex("letter", models.Index(fields=["pages"], name="letter_by_pages")),
    AddIndex("letter", models.Index(fields=["number"], name="letter_by_number")),
    RemoveConstraint("letter", "letter_once"),
    RemoveIndex("letter", "letter_by_pages"),
)


def drawn() -> ProjectState:
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.AutoField(primary_key=True)),
        ("number", models.IntegerField()),
        ("pages", models.IntegerField()),
    ]
    CreateModel("Letter", fields).state_forwards("post", state)
    stamp: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.AutoField(primary_key=True)),
        ("letter", models.ForeignKey("post.Letter", models.CASCADE)),
    ]
    CreateModel("Stamp", stamp).state_forwards("post", state)
    assert state.apps
    return state


def test_options_change_in_place_as_they_would_drawn_anew() -> None:
    quick, plain = drawn(), drawn()
    before = quick.apps.get_model("post", "stamp")
    with options_in_place():
        for operation in OPERATIONS:
            operation.state_forwards("post", quick)
    for operation in OPERATIONS:
        operation.state_forwards("post", plain)
    ours, theirs = (state.apps.get_model("post", "letter")._meta for state in (quick, plain))
    assert [each.deconstruct() for each in ours.constraints] == [each.deconstruct() for each in theirs.constraints]
    assert [each.deconstruct() for each in ours.indexes] == [each.deconstruct() for each in theirs.indexes]
    assert [each.name for each in (*ours.constraints, *ours.indexes)] == ["letter_has_pages", "letter_by_number"]
    assert quick == plain
    assert quick.apps.get_model("post", "stamp") is before
    assert plain.apps.get_model("post", "stamp") is not before, "Django draws neighbours no longer: ours is not needed"
