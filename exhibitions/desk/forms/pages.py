"""Forms of the staff's pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.choices import Choice, IncidentKind, IncidentState
from exhibitions.desk.forms.records import IncidentForm
from exhibitions.desk.models import Clash, Incident, Shift
from exhibitions.desk.wire import FIELDS, value
from exhibitions.fairs.choices import ParticipantState
from exhibitions.fairs.models import Delegation, Exhibit, Participant


class IncidentFilterForm(forms.Form):
    """The filters of the list."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *IncidentState.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *IncidentKind.choices])
    grave = forms.BooleanField(label=_("Grave ones only"), required=False)
    clash = forms.BooleanField(label=_("With an open conflict"), required=False)
    # By the links of other pages; shown as hidden fields, so that the other filters keep them.
    delegation = forms.UUIDField(required=False, widget=forms.HiddenInput)
    firm = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def asked(self) -> dict[str, Any]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        return dict(getattr(self, "cleaned_data", {}))


class IncidentPageForm(IncidentForm):
    """The fields of an incident on a page, with lists to choose from. Times are those of the fair.

    `knew` is what whoever writes saw, as `incident_wire` writes it: what differs from that is their change.
    """

    field_order = FIELDS

    def __init__(
        self, data: Any, *, delegation: Delegation, knew: Mapping[str, Any], before: Incident | None = None
    ) -> None:
        if data is not None:
            # Browsers send lines with their own ends; what nobody touched has not changed.
            data = data.copy()
            data["summary"] = data.get("summary", "").replace("\r\n", "\n")
        super().__init__(data, delegation=delegation, before=before)
        self.initial = {name: _shown(name, raw) for name, raw in knew.items() if name in self.fields}
        firms = [(str(key), name) for key, name in _firms(delegation, before)]
        self.fields["participant"].widget = forms.Select(choices=[("", _("No firm of the delegation")), *firms])
        self.fields["exhibit"].widget = forms.Select(
            choices=[("", _("No particular exhibit")), *_exhibits(delegation, before)]
        )
        self.fields["summary"].widget = forms.Textarea(attrs={"rows": 5})
        self.fields["is_grave"].help_text = _("The center and the nation are told at once.")
        self.fields["exhibit"].help_text = _("One of the firm's own.")
        self.order_fields(FIELDS)

    def changes(self) -> dict[str, Any]:
        """Give what differs from what the writer knew, as a device would send it; a firm comes with its exhibit."""
        names = set(self.changed_data)
        if names & {"participant", "exhibit"}:
            names |= {"participant", "exhibit"}
        return {name: self.wire(name) for name in FIELDS if name in names}

    def wire(self, name: str) -> Any:
        """Give one value as a device would send it."""
        raw = self.cleaned_data[name]
        return str(raw.public_id) if isinstance(raw, Participant | Exhibit) else value(raw)


def _shown(name: str, raw: Any) -> Any:
    """Give a value as a form shows it; times to the minute, so that one who does not touch them changes nothing."""
    if name in {"participant", "exhibit"}:
        return _uuid(raw)
    if not name.endswith("_at"):
        return raw
    at = parse_datetime(str(raw)) if raw else None
    return at.replace(second=0, microsecond=0) if at else None


def _uuid(raw: Any) -> UUID | None:
    try:
        return UUID(str(raw))
    except ValueError:
        return None


def _firms(delegation: Delegation, before: Incident | None) -> list[tuple[UUID, str]]:
    there = Q(state=ParticipantState.CONFIRMED) | Q(pk=before.participant_id if before else None)
    rows = Participant.objects.filter(there, delegation=delegation).order_by("hall", "booth", "pk")
    return [
        (key, " · ".join(part for part in (name, f"{hall} {booth}".strip()) if part))
        for key, name, hall, booth in rows.values_list("public_id", "name", "hall", "booth")
    ]


def _exhibits(delegation: Delegation, before: Incident | None) -> list[tuple[str, list[tuple[str, str]]]]:
    there = Q(taken_out_at__isnull=True, participant__state=ParticipantState.CONFIRMED)
    there |= Q(pk=before.exhibit_id if before else None)
    rows = Exhibit.objects.filter(there, participant__delegation=delegation).order_by(
        "participant__hall", "participant__booth", "pk"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for firm, key, name in rows.values_list("participant__name", "public_id", "name"):
        found.setdefault(firm, []).append((str(key), name))
    return list(found.items())


class SettleForm(forms.Form):
    """One choice for each field of a conflict; `seen` is what stood when the page was drawn."""

    def __init__(
        self, *args: Any, clash: Clash, labels: dict[str, tuple[Any, str, str]], seen: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.clash = clash
        for name, (label, mine, theirs) in labels.items():
            options = [
                (Choice.MINE.value, _("The change: %(value)s") % {"value": mine}),
                (Choice.THEIRS.value, _("What stands here: %(value)s") % {"value": theirs}),
            ]
            self.fields[name] = forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen, required=False)

    def choices_made(self) -> dict[str, dict[str, str]]:
        """Give the choices as `clash_settle` takes them."""
        return {name: {"choice": self.cleaned_data[name]} for name in self.clash.fields}


class ShiftForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person's hours on duty."""

    class Meta:
        model = Shift
        fields = ("user", "starts_at", "ends_at", "phone", "note")
        help_texts = {
            "phone": _("The number at the fair, with the country code"),
        }

    def __init__(self, *args: Any, people: QuerySet[Any], delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people
        field.label_from_instance = str  # type: ignore[method-assign,assignment]
        self.instance.delegation, self.instance.center_id = delegation, delegation.center_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("This is not after the beginning."))
        return cleaned
