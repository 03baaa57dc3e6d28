"""What the desk does by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("desk.tidy", topic="desk.tidy", when=crontab(hour="3", minute="55"))]
