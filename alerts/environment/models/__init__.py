"""Tables of the environment room."""

from alerts.environment.models.index import Contribution, Edition, Index, Indicator, Report, Score
from alerts.environment.models.survey import (
    AnswerSheet,
    Participation,
    Question,
    Result,
    Survey,
    SurveyContribution,
)

__all__ = [
    "AnswerSheet",
    "Contribution",
    "Edition",
    "Index",
    "Indicator",
    "Participation",
    "Question",
    "Report",
    "Result",
    "Score",
    "Survey",
    "SurveyContribution",
]
