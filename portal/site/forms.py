"""How every form of the portal is drawn (settings.FORM_RENDERER): one look, one order, one way to show an error.

`{{ form }}` draws the error summary and all fields; `{{ form.name.as_field_group }}` draws one: label, hint, error, input,
with the ids that tie them together for screen readers. Date fields are native date inputs without further ado.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

# Django's own messages, named here so that our catalogue may say them in the portal's voice.
DJANGO_MESSAGES = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("The submitted file is empty."),
    gettext_noop("Ensure this value is less than or equal to %(limit_value)s."),
    gettext_noop("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)

# What is missing is chosen, ticked or picked rather than written; a field with words of its own keeps them.
REQUIRED: tuple[tuple[type[forms.Field], Any], ...] = (
    (forms.ChoiceField, gettext_lazy("Choose one.")),
    (forms.MultipleChoiceField, gettext_lazy("Choose at least one.")),
    (forms.ModelMultipleChoiceField, gettext_lazy("Choose at least one.")),
    (forms.BooleanField, gettext_lazy("Tick this box.")),
    (forms.FileField, gettext_lazy("Choose a file.")),
)


def set_required_messages() -> None:
    """Give Django's field classes the messages of `REQUIRED`; a field takes those of all its classes, the nearest last."""
    for field, words in REQUIRED:
        own = field.__dict__.get("default_error_messages", {})
        field.default_error_messages = {**own, "required": words}


class FoldedChoices(forms.CheckboxSelectMultiple):
    """Boxes of grouped choices: the first group stands open, the others are folded unless one of theirs is ticked."""

    template_name = "django/forms/widgets/folded_choices.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add `folds`: a group's name, its options, whether it stands open."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["folds"] = [
            (group, options, any(option["selected"] for option in options))
            for group, options, _index in widget["optgroups"]
        ]
        return context


class PortalBoundField(BoundField):
    """Give each widget its Bootstrap class and its invalid mark, unless the form set a class itself."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        drawn = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if drawn.is_hidden:
            return attrs
        base = _css_class(drawn)
        own = drawn.attrs.get("class", "")
        # bound data may be invalid; a fresh form is never marked
        wrong = " is-invalid" if self.form.is_bound and self.errors else ""
        attrs["class"] = f"{base} {own}{wrong}".strip().replace("  ", " ")
        if self.is_listbox:
            # portal.js makes it a list of ticks that is searched by typing; without scripts it stays a list of this height
            attrs |= {
                "size": drawn.attrs.get("size", 8),
                "data-pick": _("Type to find"),
                "data-pick-drop": _("Take out"),
            }
        return attrs

    @property
    def is_checkbox(self) -> bool:
        """True for a single box, whose label stands behind it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_listbox(self) -> bool:
        """True for a list box of which several lines may be chosen."""
        return isinstance(self.field.widget, forms.SelectMultiple)

    @property
    def first_id(self) -> str:
        """The id an error link should lead to: the input itself, or the first of a group."""
        return self.subwidgets[0].id_for_label if self.use_fieldset and self.subwidgets else self.id_for_label


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


class PortalRenderer(TemplatesSetting):
    """Draw forms with the project's own templates."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
    bound_field_class = PortalBoundField
