"""What this room does by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("outreach.remind", topic="outreach.remind", when=crontab(hour="8", minute="20"))]
