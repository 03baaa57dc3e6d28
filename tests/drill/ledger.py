"""Read the books after a drill: is every accepted request there, whole and once, and was all its work done, once?"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.drill.house import House

# What belongs to every sent request and to no draft: each must be there exactly once.
_CASES = """select c.foreign_number, c.state <> 'draft' as sent, coalesce(c.number, '') as number,
  (select count(*) from cases_caseparty x where x.case_id = c.id) as parties,
  (select count(*) from cases_casecountry x where x.case_id = c.id) as countries,
  (select count(*) from audit_auditentry a where a.verb = 'case.drafted' and a.object_id = c.public_id::text) as begun,
  array[
    (select count(*) from cases_timelineentry t where t.case_id = c.id and t.verb = 'submit'),
    (select count(*) from cases_deadline d where d.case_id = c.id),
    (select count(*) from cases_paper p where p.case_id = c.id and p.kind = 'application'),
    (select count(*) from audit_auditentry a where a.verb = 'case.submit' and a.object_id = c.public_id::text),
    (select count(*) from notices_outboxevent e join cases_paper p on e.topic = 'paper.render'
       and (e.payload ->> 'paper_id')::bigint = p.id where p.case_id = c.id),
    (select count(*) from notices_outboxevent e where e.topic = 'notice' and e.payload ->> 'template' = 'cases/submitted'
       and (e.payload #>> '{recipients,arguments,case_id}')::bigint = c.id),
    (select count(*) from notices_outboxevent e where e.topic = 'notice' and e.payload ->> 'template' = 'cases/filed'
       and (e.payload #>> '{recipients,arguments,case_id}')::bigint = c.id)
  ] as once
 from cases_case c"""
# Opponents and countries of the request that everybody files (tests.filing.requests.WHOLE).
_ROWS = (1, 2)
_ORPHANS = """select
  (select count(*) from audit_auditentry where verb = 'case.submit'),
  (select count(*) from audit_auditentry where verb = 'case.drafted'),
  (select count(*) from notices_outboxevent where topic = 'notice' and payload ->> 'template' = 'cases/submitted')"""
_PAPERS = """select c.foreign_number, p.state, p.storage_key, p.sha256,
  (select count(*) from audit_auditentry a where a.verb = 'paper.ready' and a.object_id = p.public_id::text)
 from cases_paper p join cases_case c on c.id = p.case_id"""
# Applicant: sent, document ready. Intake and supervisor: one new request each.
_READY = "cases/paper_ready"
_TOLD = {"cases/submitted": 1, _READY: 1, "cases/filed": 2}
_NOTICES = """select e.payload #>> '{recipients,arguments,case_id}', n.template, count(*), count(distinct n.user_id)
 from notices_notice n join notices_outboxevent e on e.id = n.event_id group by 1, 2"""


@dataclass(frozen=True)
class Ledger:
    """What stands in the database: sent requests by mark, and what is wrong with them (empty lists: nothing)."""

    sent: Counter[str]
    half_written: list[str]
    numbers_wrong: int

    def lost(self, accepted: Iterable[str]) -> list[str]:
        """Name the accepted requests that are not there."""
        return [mark for mark in accepted if not self.sent[mark]]

    @property
    def doubled(self) -> list[str]:
        return [mark for mark, count in self.sent.items() if count > 1]


def read(house: House) -> Ledger:
    """Look at every case: a draft has none of what a sending writes, a sent request has all of it once."""
    rows = house.sql(_CASES)
    wrong = []
    for mark, sent, number, parties, countries, begun, once in rows:
        whole = (parties, countries) == _ROWS and begun >= 1 and bool(number) is sent
        if not whole or any(count != int(sent) for count in once):
            wrong.append(f"{mark}: sent={sent} {number} {parties} {countries} {begun} {once}")
    sent_rows = [row for row in rows if row[1]]
    [(submits, drafts, told)] = house.sql(_ORPHANS)
    if submits != len(sent_rows) or told != len(sent_rows) or drafts < len(rows):
        wrong.append(f"traces without a case: {submits} {drafts} {told} for {len(sent_rows)} of {len(rows)}")
    # SZ-2026-00017K: the serial runs from 1 without a gap, because the counter rolls back with the sending.
    serials = sorted(int(row[2].split("-")[2][:-1]) for row in sent_rows)
    gaps = sum(serial != at for at, serial in enumerate(serials, start=1))
    return Ledger(Counter(row[0] for row in sent_rows), wrong, gaps)


@dataclass(frozen=True)
class Work:
    """What became of the work that the sent requests brought; `wrong` says what is missing, broken or there twice."""

    pdfs: int
    bells: int
    mails: int
    mails_lost: int
    mails_twice: int
    copies: int
    not_done: int
    wrong: list[str]


def work(house: House, sent: int, *, pdfs: bool = True) -> Work:
    """Count after all work is done: one right PDF, four notices and four mails for each of `sent` requests.

    Without `pdfs` no worker made documents: each waits in the outbox, and nobody was told of it.
    """
    told_of = {template: people for template, people in _TOLD.items() if pdfs or template != _READY}
    papers = house.sql(_PAPERS)
    wrong = _papers_wrong(house, papers) if pdfs else [row[0] for row in papers if row[1] != "pending"]
    told = house.sql(_NOTICES)
    wrong += [
        f"case {case_id}: {template} {count} for {users}"
        for case_id, template, count, users in told
        if count != users or count != told_of.get(template)
    ]
    if len(told) != sent * len(told_of):
        wrong.append(f"{len(told)} kinds of notices for {sent} requests")
    due = house.count("select count(*) from notices_delivery where channel = 'email'")
    mails = house.sink.mails()
    copies = Counter(mail.message_id for mail in mails)
    lost, twice = max(0, sent * sum(told_of.values()) - len(copies)), max(0, len(copies) - due)
    queues = ["bell", "feed", "paper"] if pdfs else ["bell", "feed"]
    left = house.count("select count(*) from notices_outboxevent where state <> 'done' and queue = any(%s)", [queues])
    wrong += [
        f"{count} {what}" for count, what in ((lost, "mails lost"), (twice, "mails twice"), (left, "not done")) if count
    ]
    return Work(
        pdfs=sum(row[1] == "ready" for row in papers),
        bells=sum(row[2] for row in told),
        mails=len(copies),
        mails_lost=lost,
        mails_twice=twice,
        copies=len(mails) - len(copies),
        not_done=left,
        wrong=wrong,
    )


def _papers_wrong(house: House, papers: list[tuple[Any, ...]]) -> list[str]:
    """Compare every document with its bytes, and look for bytes that no document names."""
    wrong = []
    for mark, state, key, sha256, ready in papers:
        path = house.folder / "media" / key
        body = path.read_bytes() if key and path.is_file() else b""
        if (state, ready) != ("ready", 1) or not body.startswith(b"%PDF") or hashlib.sha256(body).hexdigest() != sha256:
            wrong.append(f"{mark}: {state}, {ready} times, {len(body)} bytes")
    files = [path for path in (house.folder / "media" / "papers").rglob("*") if path.is_file()]
    if len(files) != len(papers):
        wrong.append(f"{len(files)} files for {len(papers)} documents")
    return wrong


def trail_holds(house: House) -> bool:
    """Recompute the sealed audit chain against its anchor, as the operator does."""
    return house.run("manage.py", "audit_verify").returncode == 0
