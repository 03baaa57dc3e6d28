"""What the library does by the clock."""

from portal.schedule import Job, crontab

JOBS = [Job("library.erase", topic="library.erase", when=crontab(hour="3", minute="20"))]
