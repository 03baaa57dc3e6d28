"""What the trail does by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("audit.verify", topic="audit.verify", when=crontab(hour="2", minute="40"))]
