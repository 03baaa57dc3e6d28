"""The site of a center, as its supervisor writes it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.request import validate_host
from django.utils.translation import gettext_lazy as _

from portal.reference.phones import clean_phone
from portal.site.centers.models import HOST, CenterSite
from portal.tenancy.models import Center


class SiteForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a center says of itself. The host name is the nation's to give: somebody must have set up its DNS."""

    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, at most 1 MB. It shows once it was checked.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    class Meta:
        model = CenterSite
        fields = (
            "palette", "tagline_zh", "tagline_en", "intro_zh", "intro_en", "hours_zh", "hours_en", "phone", "email",
            "address_zh", "address_en", "logo", "logo_alt_zh", "logo_alt_en", "host", "published",
        )  # fmt: skip
        widgets = {
            "palette": forms.RadioSelect,
            "intro_zh": forms.Textarea(attrs={"rows": 7}),
            "intro_en": forms.Textarea(attrs={"rows": 7}),
        }
        help_texts = {
            "intro_zh": _("Markdown: **bold**, lists with -, links as [words](https://…)."),
            "phone": _("Empty: the center's own."),
            "email": _("Empty: the center's own."),
            "host": _("For example ip.example.org.cn; its DNS must lead here."),
        }

    def __init__(self, *args: Any, may_name_host: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version
        if not may_name_host:
            del self.fields["host"]

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"]) if self.cleaned_data.get("phone") else ""

    def clean_host(self) -> str | None:
        host = (self.cleaned_data.get("host") or "").strip().lower().rstrip(".")
        if host and not re.fullmatch(HOST, host):
            raise ValidationError(_("Write the name only, such as ip.example.org.cn."), code="invalid")
        if host and "*" not in settings.ALLOWED_HOSTS and validate_host(host, settings.ALLOWED_HOSTS):
            raise ValidationError(_("This is a name of the portal itself."), code="own")
        return host or None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        has_logo = cleaned.get("logo") or self.instance.logo_key
        if has_logo and not (cleaned.get("logo_alt_zh") or cleaned.get("logo_alt_en")):
            self.add_error("logo_alt_zh", _("Say what the logo shows, for those who cannot see it."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Give the fields of the site as typed, the logo left out."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"logo", "seen"}}


class WhichForm(forms.Form):
    """Which center's site the nation looks at."""

    center = forms.ModelChoiceField(
        label=_("Center"),
        queryset=Center.objects.none(),
        to_field_name="code",
        empty_label=_("Please choose"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Center.objects.filter(is_active=True).exclude(kind=Center.Kind.DRAWER)
        self.fields["center"].queryset = rows.order_by("code")  # type: ignore[attr-defined]
