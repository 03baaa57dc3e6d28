"""What the guides do by the clock."""

from portal.schedule import Job, crontab

# Early, so that reminders lie there when people come to work.
JOBS = [Job("guides.clock", topic="guides.clock", when=crontab(hour="6", minute="20"))]
