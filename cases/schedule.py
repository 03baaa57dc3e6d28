"""What cases do by the clock."""

from portal.schedule import Job, crontab, timedelta

JOBS = [
    # Early, so that reminders lie there when people come to work.
    Job("cases.clock", topic="cases.clock", when=crontab(hour="6", minute="10"), per_center=True),
    # The board promises figures at most 60 s old.
    Job("cases.rollup", topic="cases.rollup", when=timedelta(seconds=45)),
    # A scanner that was down held files back; once it is up again nobody has to ask for them.
    Job("cases.recheck", topic="cases.recheck", when=timedelta(minutes=10)),
]
