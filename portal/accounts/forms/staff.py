"""The forms with which seats at centers are given."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.fields import EmailField, PersonNameField
from portal.accounts.selectors import LOCAL_ROLES
from portal.tenancy.models import Center, StaffRole

_LOCAL_WORDS = {
    StaffRole.INTAKE: _("Intake: looks at new requests, asks for what is missing, accepts or declines"),
    StaffRole.HANDLER: _("Handler: looks after cases, assigns experts, drafts opinions"),
    StaffRole.SUPERVISOR: _("Supervisor: hands out work, countersigns opinions, looks after the center's people"),
    StaffRole.EXPERT: _("Expert: sees only the cases assigned to them and gives opinions"),
}


def local_role_choices() -> list[tuple[str, Any]]:
    """List the roles of a center in words that say what each does."""
    return [(role.value, _LOCAL_WORDS[role]) for role in LOCAL_ROLES]


def delicate_role_choices() -> list[tuple[str, Any]]:
    """List the national and administrator roles."""
    return [(role.value, role.label) for role in StaffRole if role not in LOCAL_ROLES]


class InviteForm(forms.Form):
    """An invitation to work for a center."""

    email = EmailField(help_text=_("The invitation goes to this address and can be accepted with it only."))
    name = PersonNameField(label=_("Name"), required=False)


class InviteStaffForm(InviteForm):
    """An invitation to a local role at the supervisor's own center."""

    role = forms.ChoiceField(label=_("Role"), choices=[], widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = local_role_choices()  # type: ignore[attr-defined]


class InviteSupervisorForm(InviteForm):
    """An invitation to supervise a center."""

    center = forms.ModelChoiceField(label=_("Center"), queryset=Center.objects.none(), empty_label=_("Please choose"))
    field_order = ["center", "email", "name"]

    def __init__(self, *args: Any, centers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["center"].queryset = centers  # type: ignore[attr-defined]


class RolesForm(forms.Form):
    """The roles of a colleague at one center."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=[], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role. To take all of them, end the person's work here.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = local_role_choices()  # type: ignore[attr-defined]


class ResetForm(forms.Form):
    """Why a person's second factors are removed, and how one knows that it is really them."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "What was lost, and how you made sure that it is really this person. For example: spoke in the office."
        ),
    )


class AskResetForm(ResetForm):
    """The address of the person whose second factors are to be removed."""

    email = EmailField(label=_("E-mail of the person"))
    field_order = ["email", "reason"]


class EndRoleForm(forms.Form):
    """Why an administrator's role is to end, and whether it is stopped until a second person has decided."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who decided it, and why. The person who confirms reads it."),
    )
    stop = forms.BooleanField(
        label=_("Stop the role at once"),
        required=False,
        help_text=_(
            "Only when the account may be in wrong hands. Its sessions and API tokens end now; the role stays stopped until "
            "somebody has decided, for seven days at most."
        ),
    )


class ProposeForm(InviteForm):
    """The proposal of a national or administrator role, which somebody else confirms."""

    role = forms.ChoiceField(label=_("Role"), choices=[], widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who decided it, and why. The person who confirms reads it."),
    )
    field_order = ["email", "name", "role", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = delicate_role_choices()  # type: ignore[attr-defined]
