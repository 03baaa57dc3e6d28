"""What subscriptions do by the clock."""

from portal.schedule import Job, crontab, timedelta

JOBS = [
    Job("subscriptions.collect", topic="subscriptions.collect", when=timedelta(seconds=60)),
    Job("subscriptions.tidy", topic="subscriptions.tidy", when=crontab(minute="17")),
]
