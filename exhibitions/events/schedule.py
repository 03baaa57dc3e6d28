"""What events do by the clock."""

from portal.schedule import Job, crontab, timedelta

JOBS = [
    Job("events.clock", topic="events.clock", when=timedelta(minutes=10)),
    Job("events.tidy", topic="events.tidy", when=crontab(hour="3", minute="40")),
]
