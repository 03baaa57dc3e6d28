"""What `migrate` does otherwise than Django: an index, a CHECK or a new model does not draw the neighbours anew."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations import AddConstraint, AddIndex, CreateModel, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ProjectState

from portal.tenancy.management.commands.migrate import changes_in_place

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
    with changes_in_place():
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


def test_a_new_model_is_drawn_alone_and_its_neighbours_know_it() -> None:
    quick, plain = drawn(), drawn()
    before = quick.apps.get_model("post", "letter")
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.AutoField(primary_key=True)),
        ("letter", models.OneToOneField("post.Letter", models.CASCADE, related_name="seal")),
        ("over", models.ForeignKey("self", models.CASCADE, null=True)),
    ]
    with changes_in_place():
        CreateModel("Seal", fields).state_forwards("post", quick)
    CreateModel("Seal", fields).state_forwards("post", plain)
    for state in (quick, plain):
        letter, seal = (state.apps.get_model("post", name) for name in ("letter", "seal"))
        assert seal._meta.get_field("letter").related_model is letter
        assert seal._meta.get_field("over").related_model is seal
        assert {each.name for each in letter._meta.related_objects} == {"stamp", "seal"}
    assert quick == plain
    assert quick.apps.get_model("post", "letter") is before
    assert plain.apps.get_model("post", "letter") is not before, "Django draws neighbours no longer: ours is not needed"
