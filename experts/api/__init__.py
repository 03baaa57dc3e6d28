"""The part of the API that belongs to experts: proposing a case to one, and the expert's own desk."""

from experts.api.deeds import AssignDeedForm, assign

__all__ = ["AssignDeedForm", "assign"]
