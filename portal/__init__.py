"""The kernel of the portal: tenancy, policy, accounts, audit, documents, notices. No dispute words in here."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
