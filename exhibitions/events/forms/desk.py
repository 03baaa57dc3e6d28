"""Forms of the desk: an event, who speaks, who is entered by hand, materials and quiz."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibitions.events.choices import MOST_OPTIONS, MOST_SPEAKERS, Language, Mode, Reader
from exhibitions.events.models import Event, Question, Series, Speaker
from exhibitions.events.services.events import Online
from exhibitions.events.services.people import Given
from portal.accounts.forms.fields import EmailField, PersonNameField, PhoneField
from portal.documents.intake.kinds import BY_EXTENSION
from portal.documents.intake.names import named_as
from portal.reference import regions

_CLOCK = "%Y-%m-%dT%H:%M"
# Beyond them lies a slip of the keyboard.
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


class LocalMomentField(forms.DateTimeField):
    """Date and time by the clock of the event's zone: naive until the form knows the zone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", [_CLOCK, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_CLOCK))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Read a wall clock, without a zone yet."""
        if value in self.empty_values:
            return None
        for pattern in self.input_formats or ():
            try:
                moment = dt.datetime.strptime(str(value).strip(), str(pattern))  # noqa: DTZ007 - the zone is another field
            except ValueError:
                continue
            if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
                raise forms.ValidationError(_("This year cannot be right."), code="invalid")
            return moment
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")

    def prepare_value(self, value: Any) -> Any:
        """Show a wall clock as it is."""
        return value.strftime(_CLOCK) if isinstance(value, dt.datetime) else value


MOMENTS = ("starts_at", "ends_at", "signup_from", "signup_until")


class EventForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is announced of an event, and where one joins."""

    starts_at = LocalMomentField(label=_("Begins"))
    ends_at = LocalMomentField(label=pgettext_lazy("event", "Ends"))
    signup_from = LocalMomentField(
        label=_("Sign-up opens"), required=False, help_text=_("Empty: as soon as it is announced.")
    )
    signup_until = LocalMomentField(
        label=_("Sign-up closes"), required=False, help_text=_("Empty: when the event begins.")
    )
    joining_url = forms.URLField(
        label=_("Address for joining online"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Only who has a seat sees it, on their own page."),
    )  # fmt: skip
    joining_note = forms.CharField(label=_("Meeting number, password"), max_length=300, required=False)

    class Meta:
        model = Event
        fields: tuple[str, ...] = (
            "kind", "title_zh", "title_en", "series", "summary_zh", "summary_en", "text_zh", "text_en", "zone", "starts_at",
            "ends_at", "mode", "venue", "address", "joining_url", "joining_note", "audience", "capacity", "has_queue",
            "signup_from", "signup_until", "gives_certificate", "pass_mark", "attempts",
        )  # fmt: skip
        widgets = {"text_zh": forms.Textarea(attrs={"rows": 8}), "text_en": forms.Textarea(attrs={"rows": 8})}
        help_texts: dict[str, Any] = {
            "text_zh": _("Markdown: headings with ###, lists with -."),
            "zone": _("All times below are by this clock."),
            "capacity": _("Empty: any number. Walk-ins need no seat."),
            "pass_mark": _("Empty: no quiz. The questions are written on the event’s page."),
            "audience": _("Enterprises sign up with their account; by link, whoever has the address of the page."),
        }

    def __init__(self, *args: Any, series: QuerySet[Series], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.Meta.fields)
        field = self.fields["series"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = series.order_by("name_zh")
        event: Event = self.instance
        for name in MOMENTS:
            if (moment := getattr(event, name, None)) is not None:
                self.initial[name] = moment.astimezone(ZoneInfo(event.zone)).replace(tzinfo=None)
        if event.pk and (joining := getattr(event, "joining", None)) is not None:
            self.initial.update(joining_url=joining.url, joining_note=joining.note)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        self._moments(cleaned)
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("This is not after the beginning."))
        opens, closes = cleaned.get("signup_from"), cleaned.get("signup_until")
        if opens and closes and closes <= opens:
            self.add_error("signup_until", _("This is not after the opening of the sign-up."))
        if closes and ends and closes > ends:
            self.add_error("signup_until", _("The event is over by then."))
        mode, venue = cleaned.get("mode"), cleaned.get("venue")
        if mode in (Mode.ONSITE, Mode.BOTH) and not venue and "venue" not in self.errors:
            self.add_error("venue", _("Say where it takes place."))
        if mode in (Mode.ONLINE, Mode.BOTH) and self.instance.state == "open" and not cleaned.get("joining_url"):
            self.add_error("joining_url", _("Say where one joins online; the event is announced already."))
        capacity, taken = cleaned.get("capacity"), self.instance.taken
        if capacity is not None and capacity < taken:
            self.add_error("capacity", _("%(taken)d seats are taken already.") % {"taken": taken})
        return cleaned

    def _moments(self, cleaned: dict[str, Any]) -> None:
        zone = ZoneInfo(cleaned.get("zone") or "Asia/Shanghai")
        for name in MOMENTS:
            moment = cleaned.get(name)
            if moment is None:
                continue
            told = moment.replace(tzinfo=zone)
            # A wall clock that the change to summer time leaves out means no moment.
            if told.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) != moment:
                self.add_error(name, _("This hour does not exist there: the clocks are put forward."))
                continue
            cleaned[name] = told

    def online(self) -> Online:
        """Give where one joins."""
        return Online(self.cleaned_data.get("joining_url") or "", self.cleaned_data.get("joining_note") or "")


class SeriesForm(forms.ModelForm):  # type: ignore[type-arg]
    """A series of events."""

    class Meta:
        model = Series
        fields: tuple[str, ...] = ("name_zh", "name_en", "summary_zh", "summary_en", "is_shown")

    def clean_name_zh(self) -> str:
        """Refuse a name that the center uses already."""
        name = str(self.cleaned_data["name_zh"]).strip()
        others = Series.objects.filter(center_id=self.instance.center_id, name_zh=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("Your center has a series of this name already."))
        return name


class SpeakerForm(forms.ModelForm):  # type: ignore[type-arg]
    """One who speaks."""

    class Meta:
        model = Speaker
        fields: tuple[str, ...] = ("name", "role_zh", "role_en", "topic_zh", "topic_en")


SpeakerFormSet = forms.formset_factory(
    SpeakerForm, extra=2, max_num=MOST_SPEAKERS, validate_max=True, can_delete=True, absolute_max=MOST_SPEAKERS + 10
)


def speakers_given(formset: Any) -> list[Mapping[str, Any]]:
    """Give the rows of a valid form of speakers, without those taken out or left empty."""
    rows = [form.cleaned_data for form in formset.forms if form.has_changed() or form.initial]
    names = SpeakerForm.Meta.fields
    return [{name: row.get(name, "") for name in names} for row in rows if row and not row.get("DELETE")]


def provinces() -> list[tuple[str, Any]]:
    """Give the choices of a province, an empty one first."""
    return [("", _("Please choose")), *((row.code, row.name()) for row in regions.provinces())]


class EnterForm(forms.Form):
    """Somebody who is entered by hand."""

    name = PersonNameField(label=_("Name"))
    organisation = forms.CharField(label=_("Firm or organisation"), max_length=200, required=False)
    email = EmailField(label=_("E-mail"), required=False, help_text=_("The link to the own page goes there."))
    phone = PhoneField(label=_("Phone"), required=False)
    province = forms.ChoiceField(label=_("Province"), choices=provinces, required=False)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=Language.choices, initial=Language.ZH)
    walkin = forms.BooleanField(label=_("The person is here: check them in"), required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("walkin") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error(
                "email", _("Without an address nobody can be told of a seat. Give one, or check the person in.")
            )
        return cleaned

    def given(self) -> Given:
        """Give what is said of the person."""
        return Given(**{name: self.cleaned_data[name] for name in Given.__dataclass_fields__})


class MaterialForm(forms.Form):
    """A file of an event."""

    file = forms.FileField(label=_("File"))
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: the name of the file.")
    )
    reader = forms.ChoiceField(label=_("Who opens it"), choices=Reader.choices, initial=Reader.SIGNED)

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse at once a kind of file that the portal does not take."""
        return named_as(self.cleaned_data["file"], BY_EXTENSION, "kind_not_taken")


class QuestionForm(forms.Form):
    """One question: its answers one a line, the right one by its number."""

    text = forms.CharField(
        label=pgettext_lazy("quiz", "Question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    options = forms.CharField(
        label=_("Answers, one a line"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Two to six."),
    )  # fmt: skip
    right = forms.IntegerField(
        label=_("Number of the right answer"), min_value=1, max_value=MOST_OPTIONS, help_text=_("The first line is 1.")
    )

    @classmethod
    def of(cls, question: Question) -> QuestionForm:
        """Give the form of a question that stands."""
        return cls(initial={"text": question.text, "options": "\n".join(question.options), "right": question.right + 1})

    def clean_options(self) -> Sequence[str]:
        lines = [line.strip() for line in str(self.cleaned_data["options"]).splitlines() if line.strip()]
        if not 2 <= len(lines) <= MOST_OPTIONS:
            raise forms.ValidationError(_("Give two to six answers, one a line."))
        if len(set(lines)) < len(lines):
            raise forms.ValidationError(_("Two answers are the same."))
        if any(len(line) > 300 for line in lines):
            raise forms.ValidationError(_("An answer is longer than 300 characters."))
        return lines

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        options, right = cleaned.get("options"), cleaned.get("right")
        if options and right and right > len(options):
            self.add_error("right", _("There is no answer of this number."))
        return cleaned


class ReasonForm(forms.Form):
    """Why an event is cancelled."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Everybody who signed up reads it, and so does the public.")
    )


class PeopleFilterForm(forms.Form):
    """The filters of who signed up."""

    q = forms.CharField(label=_("Name, firm, address or phone"), max_length=80, required=False)
    list = forms.ChoiceField(
        label=_("List"), required=False,
        choices=[
            ("", _("All")), ("seats", _("With a seat")), ("waiting", pgettext_lazy("sign-up", "Waiting")),
            ("came", _("Came")), ("absent", _("With a seat, not here")),
            ("cancelled", pgettext_lazy("sign-up", "Cancelled")), ("pending", _("Unconfirmed")),
        ],
    )  # fmt: skip

    def asked(self) -> dict[str, str]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {"which": found.get("list", ""), "text": found.get("q", "")}


class NameForm(forms.Form):
    """Whom somebody looks for at the door."""

    q = forms.CharField(label=_("Name, firm, address or phone"), max_length=80, required=False)

    def text(self) -> str:
        """Give what was typed; "" for what cannot be a name."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class DeskFilterForm(forms.Form):
    """The filters of the desk."""

    q = forms.CharField(label=_("Title"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("When"), required=False,
        choices=[("", _("All")), ("draft", _("Drafts")), ("coming", _("Coming")), ("past", _("Past and cancelled"))],
    )  # fmt: skip
    center = forms.ChoiceField(label=_("Center"), required=False)

    def __init__(self, *args: Any, centers: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if centers:
            field = self.fields["center"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All centers")), *centers]
        else:
            del self.fields["center"]

    def narrow(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        """Narrow events by what was asked; what is not valid is left out."""
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        now = timezone.now()
        if asked.get("q"):
            rows = rows.filter(title_zh__icontains=asked["q"]) | rows.filter(title_en__icontains=asked["q"])
        if asked.get("center"):
            rows = rows.filter(center__code=asked["center"])
        state = asked.get("state")
        if state == "draft":
            rows = rows.filter(state="draft")
        elif state == "coming":
            rows = rows.filter(state="open", ends_at__gt=now)
        elif state == "past":
            rows = rows.exclude(state="draft").exclude(state="open", ends_at__gt=now)
        return rows
