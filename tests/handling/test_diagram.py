"""The diagram of docs/handling.md shows exactly the transitions of the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases.choices import State
from cases.workflow import STEPS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "handling.md"
_ARROW = re.compile(r"(\w+) --> (\w+): (\w+)(?: \([^)]*\))?")
_GROUP = re.compile(r"state (\w+) \{")
Moves = set[tuple[str, str, str]]


def drawn(diagram: str) -> tuple[Moves, dict[str, set[str]]]:
    """Read (from, verb, to) and the groups of a Mermaid state diagram; an arrow from a group leaves all its states.

    A state belongs to the innermost group it is first named in, and to the groups around that one. Raises ValueError for a
    line it does not understand, so that nothing is drawn unread.
    """
    arrows: list[tuple[str, str, str]] = []
    groups: dict[str, set[str]] = {}
    around: list[str] = []
    placed: set[str] = set()
    for line in (line.strip() for line in diagram.splitlines()):
        if found := _GROUP.fullmatch(line):
            around.append(found[1])
            groups[found[1]] = set()
        elif line == "}":
            around.pop()
        elif found := _ARROW.fullmatch(line):
            arrows.append((found[1], found[3], found[2]))
            for state in {found[1], found[2]} & set(State.values):
                if state in placed:
                    continue
                placed.add(state)
                for group in around:
                    groups[group].add(state)
        elif line not in {"", "stateDiagram-v2", "[*] --> draft"}:
            raise ValueError(line)
    return {(state, verb, to) for left, verb, to in arrows for state in sorted(groups.get(left, {left}))}, groups


def diagram() -> str:
    found = re.search(r"```mermaid\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_diagram_shows_every_transition_and_no_other() -> None:
    shown, _groups = drawn(diagram())
    assert shown == {(step.source.value, step.verb.value, step.target.value) for step in STEPS if step.target}


def test_the_list_shows_every_step_that_stays_and_no_other() -> None:
    _shown, groups = drawn(diagram())
    text = DOCUMENT.read_text(encoding="utf-8")
    listed: set[tuple[str, str]] = set()
    for verbs, states in re.findall(r"^\| (`.*?) \| (.*?) \|$", text, re.MULTILINE):
        sources = set().union(*(groups.get(name, {name}) for name in states.split(", ")))
        listed |= {(source, verb) for verb in re.findall(r"`(\w+)`", verbs) for source in sources}
    assert listed == {(step.source.value, step.verb.value) for step in STEPS if step.target is None}


def test_a_difference_is_noticed() -> None:
    """The reader itself can fail: one arrow less, one more, one bent, one it cannot read."""
    whole, _groups = drawn(diagram())
    line = "  closed --> archived: archive\n"
    assert line in diagram()
    assert drawn(diagram().replace(line, ""))[0] == whole - {("closed", "archive", "archived")}
    assert drawn(diagram() + "archived --> closed: reopen\n")[0] == whole | {("archived", "reopen", "closed")}
    bent = drawn(diagram().replace("closed --> archived", "tracking --> archived"))[0]
    assert bent == whole - {("closed", "archive", "archived")} | {("tracking", "archive", "archived")}
    with pytest.raises(ValueError, match="archived -> closed"):
        drawn(diagram() + "archived -> closed\n")
