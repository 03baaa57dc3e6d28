"""What notices do by the clock."""

from django.conf import settings

from portal.schedule import Job, crontab, timedelta

JOBS = [Job("notices.cleanup", topic="notices.cleanup", when=crontab(hour="3", minute="20"))]
if settings.BOUNCE_ADDRESS:
    JOBS.append(Job("notices.bounces", topic="notices.bounces", when=timedelta(minutes=2)))
