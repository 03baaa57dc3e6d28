"""What became of incidents, what firms say of a fair, and the report of a delegation."""

from exhibitions.results.models.feedback import Feedback, Invitation
from exhibitions.results.models.outcomes import Outcome, Sum
from exhibitions.results.models.reports import Picture, Report, ReportFile

__all__ = ["Feedback", "Invitation", "Outcome", "Picture", "Report", "ReportFile", "Sum"]
