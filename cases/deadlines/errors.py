"""Why a date was not computed. `code` is stable, `str()` is a sentence for the reader."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DeadlineError(Exception):
    """A date that cannot be computed; never computed silently instead."""

    code = "deadline"
    message: Promise = _("This date cannot be computed.")

    def __init__(self, **params: str) -> None:
        """Keep the parameters of the message."""
        super().__init__(self.code)
        self.params: Mapping[str, str] = params

    def __str__(self) -> str:
        """Return the message in the active language."""
        return str(self.message) % self.params


class UnknownRule(DeadlineError):
    """No rule has this id."""

    code = "unknown_rule"
    message = _("There is no deadline rule “%(rule)s”.")


class NoFixedPeriod(DeadlineError):
    """The rule has no statutory period: only the letter's own date counts."""

    code = "no_fixed_period"
    message = _("No period is fixed by law for this step: keep the date stated in the letter or on the page.")


class OutsideEffectiveRange(DeadlineError):
    """The trigger lies where no version of the rule was in force or known."""

    code = "outside_effective_range"
    message = _(
        "We hold no version of this rule for %(date)s (known %(ranges)s). Ask a lawyer in that country for the date."
    )


class TriggerOutOfRange(DeadlineError):
    """The trigger lies outside the years the calendars cover."""

    code = "trigger_out_of_range"
    message = _("Enter a date between %(first)s and %(last)s.")


class UnknownSeat(DeadlineError):
    """The seat given is none of the rule's seats."""

    code = "unknown_seat"
    message = _("“%(seat)s” is not a seat this rule knows. Choose one of the list.")
