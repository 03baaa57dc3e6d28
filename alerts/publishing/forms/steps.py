"""The small forms of a step: why, when, with which notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import BEGUN_ELSEWHERE, LOCAL_KINDS, Kind
from portal.documents.intake.kinds import ACCEPT


class SeenForm(forms.Form):
    """A step that needs nothing but the knowledge of what was on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CommentForm(SeenForm):
    """Why, in a few words; the other side reads them."""

    comment = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("The writers read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ApproveForm(SeenForm):
    """When it goes out."""

    goes_out_at = forms.DateTimeField(
        label=_("Goes out at"),
        required=False,
        help_text=_("Leave it empty to publish at once. Until then nobody outside the desk sees the text."),
    )
    read = forms.BooleanField(
        label=_("I have read the text in both languages and checked its sources"),
        error_messages={"required": _("Tick this once you have done it.")},
    )


class RetractForm(SeenForm):
    """What readers see at the old address."""

    notice_zh = forms.CharField(
        label=_("Why it is retracted, in Chinese"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    notice_en = forms.CharField(
        label=_("Why it is retracted, in English"), max_length=600, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class BeginForm(forms.Form):
    """Kind, titles and address of a new item."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        widget=forms.RadioSelect,
        help_text=_(
            "An alert asks firms to do something; a law change says what holds from when; a typical case is one to learn from."
        ),
    )
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    slug = forms.CharField(
        label=_("Web address"),
        max_length=80,
        required=False,
        help_text=_("Small Latin letters, figures and hyphens. Left empty it is made from the English title."),
    )

    def __init__(self, data: Any = None, *, national: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        kinds = [kind for kind in Kind if kind not in BEGUN_ELSEWHERE and (national or kind in LOCAL_KINDS)]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in kinds]


class AttachmentForm(forms.Form):
    """A picture or a file, and what it shows for those who do not see it."""

    file = forms.FileField(
        label=_("Picture or file"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF, pictures, Office documents, OFD, text, e-mail (eml) or ZIP."),
    )
    alt_zh = forms.CharField(
        label=_("What it shows, in Chinese"), max_length=300,
        help_text=_("Read aloud to people who do not see the picture; for a file: what is in it."),
    )  # fmt: skip
    alt_en = forms.CharField(label=_("What it shows, in English"), max_length=300, required=False)
