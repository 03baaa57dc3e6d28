"""Forms are drawn one way: label, hint, error and input tied together, what was typed kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils import translation


class Request(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the <b>licence</b>")
    served = forms.DateField(label="Served on", required=False)
    at = forms.DateTimeField(label="At", required=False)
    role = forms.ChoiceField(label="Role?", choices=[("a", "Accused"), ("b", "Owner")], widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label="Kinds",
        choices=[("p", "Patent"), ("t", "Trademark")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    place = forms.ChoiceField(label="Place", choices=[("", "—"), ("us", "US")])
    truth = forms.BooleanField(label="All of this is true and complete, and I agree to the rules")
    token = forms.CharField(widget=forms.HiddenInput)


GOOD = {"name": "n", "role": "a", "place": "us", "truth": "on", "token": "t"}


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def summary(*drawn: forms.BaseForm | forms.BaseFormSet[Any]) -> str:
    names = " ".join(f"form{number}" for number in range(len(drawn)))
    template = engines["django"].from_string("{% error_summary " + names + " %}")
    return template.render({f"form{number}": form for number, form in enumerate(drawn)})


def test_each_input_has_its_label() -> None:
    body = Request().render()
    ids = set(re.findall(r'\sid="([^"]+)"', body))
    labelled = re.findall(r'<label[^>]*for="([^"]+)"', body)
    assert len(labelled) == len(set(labelled)) == 9
    assert set(labelled) <= ids
    assert body.count("<legend") == 2
    assert "error" not in body.lower()
    assert "is-invalid" not in body


def test_optional_is_marked_required_is_not() -> None:
    body = Request().render()
    marked = re.findall(r'(?:>)([^<>]+) <span class="optional">\(optional\)', body)
    assert marked == ["Served on", "At", "Kinds"]


def test_dates_are_native_inputs_in_iso_form() -> None:
    form = Request(initial={"served": dt.date(2026, 11, 2), "at": dt.datetime(2026, 11, 2, 9, 5)})  # noqa: DTZ001
    for language in ("en", "zh-hans"):
        with translation.override(language):
            body = form.render()
        assert '<input type="date" name="served" value="2026-11-02"' in body
        assert '<input type="datetime-local" name="at" value="2026-11-02T09:05"' in body


@pytest.mark.parametrize("typed", ["2026-11-02", "2026/11/2", "2026.11.02", "20261102", "2026年11月2日"])
def test_a_day_may_be_typed_in_many_ways(typed: str) -> None:
    with translation.override("zh-hans"):
        form = Request({**GOOD, "served": typed})
        assert form.is_valid(), form.errors
    assert form.cleaned_data["served"] == dt.date(2026, 11, 2)


def test_an_error_stands_by_its_field_and_the_input_is_kept() -> None:
    form = Request({**GOOD, "name": "", "served": "2026-02-31"})
    body = form.render()
    assert 'value="2026-02-31"' in body
    field = re.search(r'<input type="text" name="name"[^>]*>', body)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in field[0]
    assert "is-invalid" in field[0]
    assert 'id="id_name_error"' in body
    # text of ours and of others alike is escaped
    assert "<b>licence" not in body


def test_the_summary_links_to_the_fields() -> None:
    form = Request({})
    drawn = summary(form)
    for anchor in ("id_name", "id_role_0", "id_place", "id_truth"):
        assert f'<a href="#{anchor}">' in drawn
        assert f'id="{anchor}"' in form.render()
    assert "Name: This field is required." in drawn
    assert "All of this is true and compl…: Tick this box." in drawn
    assert "Role: Choose one." in drawn
    assert 'href="#id_token"' not in drawn  # nobody can go to a hidden field
    assert "alert" in drawn


def test_a_fresh_or_right_form_has_no_summary() -> None:
    assert summary(Request(), Request(GOOD)).strip() == ""


def test_the_summary_covers_formsets() -> None:
    formset_class = forms.formset_factory(Request, extra=0, min_num=1, validate_min=True)
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "n", "form-0-role": "zzz"}
    drawn = summary(Request(GOOD), formset_class(data))
    assert "#id_form-0-role_0" in drawn
    assert "#id_form-0-place" in drawn


def test_wrong_input_is_answered_in_chinese() -> None:
    with translation.override("zh-hans"):
        drawn = summary(Request({**GOOD, "name": "", "served": "soon", "role": "zzz"}))
        chosen = summary(Request({}))
    assert "Name：请填写此项。" in drawn
    assert "Role：请选择一项。" in chosen
    assert "请填写有效的日期，例如 2026-11-22。" in drawn
    assert "请从列表中选择，zzz 不是可选项。" in drawn
