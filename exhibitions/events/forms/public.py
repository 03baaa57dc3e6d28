"""Forms of the public: find an event, sign up, answer a quiz, say what one thinks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exhibitions.events.choices import ITEMS, Kind, Language, Mode
from exhibitions.events.forms.desk import provinces
from exhibitions.events.selectors.people import AskedQuestion
from exhibitions.events.services.people import Given
from portal.accounts.forms.fields import EmailField, PersonNameField, PhoneField


def language_now() -> str:
    """Give the language of the page as sign-ups keep it."""
    return Language.EN.value if (get_language() or "").startswith("en") else Language.ZH.value


class FindForm(forms.Form):
    """The filters of the public list."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
    mode = forms.ChoiceField(
        label=_("How it takes place"), required=False,
        choices=[("", _("All")), (Mode.ONSITE, Mode.ONSITE.label), (Mode.ONLINE, Mode.ONLINE.label)],
    )  # fmt: skip
    center = forms.ChoiceField(label=_("Center"), required=False)
    when = forms.ChoiceField(
        label=_("When"), required=False, choices=[("", _("Coming")), ("past", pgettext_lazy("event", "Past"))]
    )
    series = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, centers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["center"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All centers")), *centers]

    def asked(self) -> Mapping[str, Any]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found: Mapping[str, Any] = getattr(self, "cleaned_data", {})
        return found


class JoinForm(forms.Form):
    """What somebody with an account says of themselves."""

    name = PersonNameField(label=_("Your name"), help_text=_("As it is to stand on the list and on a certificate."))
    organisation = forms.CharField(
        label=_("Firm or organisation"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    phone = PhoneField(required=False, help_text=_("Only for a change at short notice."))
    province = forms.ChoiceField(label=_("Province"), choices=provinces, required=False)

    def given(self) -> Given:
        """Give what a valid form says."""
        words = {name: self.cleaned_data[name] for name in ("name", "organisation", "phone", "province")}
        return Given(**words, language=self.cleaned_data.get("language") or language_now())


class AskForm(JoinForm):
    """The same for somebody without an account, who is written to."""

    email = EmailField(
        help_text=_("We send a link to this address; your sign-up counts once you have confirmed it there.")
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=Language.choices, widget=forms.RadioSelect)
    field_order = ("name", "email", "organisation", "phone", "province", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language_now()


class QuizForm(forms.Form):
    """The questions of a quiz, each with its answers to choose from."""

    def __init__(self, *args: Any, questions: Sequence[AskedQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(questions, start=1):
            self.fields[f"q{question.id}"] = forms.TypedChoiceField(
                label=f"{number}. {question.text}", choices=list(enumerate(question.options)), coerce=int,
                widget=forms.RadioSelect,
            )  # fmt: skip

    def answers(self) -> dict[int, int]:
        """Give question id → place of the chosen answer."""
        return {int(name[1:]): place for name, place in self.cleaned_data.items()}


_SCALE = [(5, _("5 · very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 · poor"))]


class FeedbackForm(forms.Form):
    """What somebody thinks of an event."""

    text = forms.CharField(
        label=_("What should we keep, what should we change?"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}), help_text=_("Please write no names: the center reads this without yours."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, words in ITEMS.items():
            self.fields[code] = forms.TypedChoiceField(
                label=words, choices=_SCALE, coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([*ITEMS, "text"])

    def ratings(self) -> dict[str, int]:
        """Give the marks by item."""
        return {code: self.cleaned_data[code] for code in ITEMS}


class VerifyForm(forms.Form):
    """Number and code of a certificate."""

    n = forms.CharField(label=_("Certificate number"), max_length=60)
    h = forms.CharField(
        label=_("Code of the certificate"),
        max_length=80,
        help_text=_("The 16 characters under the QR code; blanks do not matter."),
    )

    def clean_n(self) -> str:
        return str(self.cleaned_data["n"]).strip()

    def clean_h(self) -> str:
        code = "".join(str(self.cleaned_data["h"]).split()).lower()
        if not 16 <= len(code) <= 64 or any(sign not in "0123456789abcdef" for sign in code):
            raise forms.ValidationError(_("The code has 16 characters: digits and the letters a to f."))
        return code
