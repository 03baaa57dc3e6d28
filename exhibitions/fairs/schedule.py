"""What this room does by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("fairs.match", topic="fairs.match", when=crontab(minute="35"))]
