"""What the trail says of experts, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "assignment.proposed": _("asked an expert for a declaration"),
    "assignment.accepted": _("declared no conflict of interest"),
    "assignment.conflicted": _("declared a conflict of interest"),
    "assignment.declined": _("declined an assignment"),
    "assignment.revoked": _("took an expert off a case"),
    "assignment.expired": _("saw an assignment run out"),
    "assignment.ended": _("ended an expert's work with the case"),
    "expert.added": _("added an expert to the bank"),
    "expert.changed": _("changed an expert's record"),
}
OBJECTS = {
    "expert": _("expert"),
    "assignment": _("assignment"),
}
