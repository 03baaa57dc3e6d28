"""What the expert bank does by the clock."""

from portal.schedule import Job, crontab

# Assignments run to the end of a day: before people come to work the cases are back in the queue.
JOBS = [Job("experts.expiry", topic="experts.expiry", when=crontab(hour="0", minute="15"))]
