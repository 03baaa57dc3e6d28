"""What the policy app does by the clock."""

from portal.schedule import Job, timedelta

JOBS = [Job("policy.forget", topic="policy.forget", when=timedelta(hours=1))]
