"""What this room does by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("screening.renew", topic="screening.renew", when=crontab(minute="40"))]
