"""What the trail says of indices and surveys, in words (portal.audit.words)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "env_index.added": _("added an index"),
    "env_index.changed": _("changed an index"),
    "env_edition.begun": _("began the edition {label} of an index"),
    "env_edition.changed": _("changed the edition {label} of an index"),
    "env_edition.propose": _("handed in the edition {label} of an index"),
    "env_edition.withdraw": _("took the edition {label} of an index back into the draft"),
    "env_edition.return": _("returned the edition {label} of an index: {reason}"),
    "env_edition.release": _("released the edition {label} of an index"),
    "env_indicator.added": _("added the indicator {code}"),
    "env_indicator.changed": _("changed the indicator {code}"),
    "env_indicator.removed": _("removed the indicator {code}"),
    "env_scores.entered": _("entered scores: {added} new, {changed} changed, {removed} removed"),
    "env_scores.imported": _("imported scores: {added} new, {changed} changed"),
    "env_report.ready": _("made the report of an edition"),
    "env_report.requeued": _("had the report of an edition made again"),
    "env_survey.added": _("added a survey"),
    "env_survey.changed": _("changed a survey"),
    "env_survey.propose": _("handed in a survey"),
    "env_survey.withdraw": _("took a survey back into the draft"),
    "env_survey.return": _("returned a survey"),
    "env_survey.open": _("opened a survey"),
    "env_survey.close": _("closed a survey"),
    "env_survey.release": _("released the results of a survey"),
}
OBJECTS = {
    "env_index": _("index"),
    "env_edition": _("edition of an index"),
    "env_survey": _("survey"),
}
