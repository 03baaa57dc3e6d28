"""What accounts do by the clock."""

from portal.schedule import Job, timedelta

JOBS = [Job("accounts.forget", topic="accounts.forget", when=timedelta(hours=1))]
