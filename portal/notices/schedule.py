"""What notices do by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("notices.cleanup", topic="notices.cleanup", when=crontab(hour="3", minute="20"))]
