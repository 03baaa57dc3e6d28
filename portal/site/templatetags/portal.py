"""Tags and filters of every template (named as builtins in the settings, so no `{% load %}`): see docs/pages.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Choices, Model
from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.reference.phones import display_phone, phone_abroad
from portal.reference.text import is_chinese
from portal.site import marks, nav
from portal.site.kept import kept_for_another
from portal.site.share import picture_path

register = template.Library()
LABEL_LENGTH = 30


@register.filter
def keeps_for_another(request: HttpRequest) -> bool:
    """Say whether this browser keeps data of somebody else than who is logged in (portal.site.kept)."""
    return kept_for_another(request, request.actor.user_id)  # type: ignore[attr-defined]


register.filter("prose_date", marks.prose_date)
register.filter("prose_time", marks.prose_time)
register.filter("table_date", marks.table_date)
register.filter("table_time", marks.table_time)
register.filter("zoned", marks.zoned)
register.filter("zone_place", marks.zone_place)
register.filter("ago", marks.ago)
register.filter("due", marks.due)
register.filter("file_size", marks.file_size)
register.filter("phone", display_phone)
register.filter("phone_abroad", phone_abroad)


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Draw an icon; `label` only where no word stands beside it."""
    return marks.icon(name, label, extra)


@register.simple_tag
def chip(code: str, label: object, tone: str = "", icon: str | None = None) -> SafeString:
    """Draw a state: `{% chip case.state case.get_state_display %}`."""
    return marks.chip(code, label, tone, icon)


@register.simple_tag
def money(amount: Decimal | None, currency: str, cny: Decimal | None = None, note: str = "") -> SafeString:
    """Write money with CNY beside it: `{% money amount currency cny rate_note %}`."""
    return marks.money(amount, currency, cny, note)


@register.simple_tag
def fixed(name: str) -> SafeString:
    """Draw a template that depends on nothing but the language, once per language and process."""
    return _fixed(name, get_language() or "")


@lru_cache(maxsize=64)
def _fixed(name: str, language: str) -> SafeString:
    return SafeString(render_to_string(name))


@register.simple_tag(takes_context=True)
def hot(context: Context, name: str) -> SafeString:
    """Draw a part of a busy page that is written for Jinja2, with everything this template knows."""
    drawn: str = get_template(name, using="jinja2").render(context.flatten())  # type: ignore[arg-type]
    return SafeString(drawn)


@register.simple_tag
def link(route: str) -> str:
    """Return the path of a route without arguments, "" when there is none: `{% link "notices:mailbox" as mailbox %}`."""
    return nav.address(route)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], **changes: Any) -> str:
    """Return the present address with query parameters changed (None removes one)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/share.html", takes_context=True)
def share(
    context: dict[str, Any], title: str = "", description: str = "", under: str = "", palette: str = "blue"
) -> dict[str, Any]:
    """Say what other programs show of this public page: `{% block share %}{% share item.title item.summary %}{% endblock %}`.

    Without title: the portal's own words. `under` stands under the title in the picture, `palette` is its colour.
    """
    words = title or _("A dispute over intellectual property abroad? Here is help.")
    said = description or _("Overseas IP dispute response guidance")
    return {
        "title": words,
        "description": Truncator(" ".join(str(said).split())).chars(160),
        "kind": "article" if title else "website",
        "chinese": is_chinese(),
        "url": f"{settings.PUBLIC_URL}{context['request'].get_full_path()}",
        "picture": f"{settings.PUBLIC_URL}{picture_path(str(words), str(under), palette)}",
    }


def _bound_errors(form: BaseForm) -> Iterable[tuple[str, str, str]]:
    """Yield (id of the input, label, message); errors of the whole form and of hidden fields have neither id nor label."""
    for name, errors in form.errors.items():
        bound: BoundField | None = form[name] if name in form.fields else None
        if bound is None or bound.is_hidden:
            anchor, label = "", ""
        else:
            anchor = getattr(bound, "first_id", "") or bound.id_for_label
            # the label may be a sentence or a question: a colon follows it here
            label = Truncator(str(bound.label).rstrip("。.？?")).chars(LABEL_LENGTH)
        for error in errors:
            yield anchor, label, str(error)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """List all errors of some forms and formsets, each a link to its field."""
    found: list[tuple[str, str, str]] = []
    for form in forms:
        if isinstance(form, BaseFormSet):
            if form.is_bound:
                found += [("", "", str(error)) for error in form.non_form_errors()]
                found += [row for each in form.forms for row in _bound_errors(each)]
        elif form is not None and form.is_bound:
            found += _bound_errors(form)
    return {"errors": found}


@register.filter
def display(value: object) -> object:
    """Write a member of a TextChoices by its label, a model by its name, nothing as a dash."""
    if isinstance(value, Choices):
        return value.label
    if value is None or value == "":
        return "—"
    return str(value) if isinstance(value, Model | dt.date) else value
