"""What this room does by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("results.clock", topic="results.clock", when=crontab(hour="8", minute="30"))]
