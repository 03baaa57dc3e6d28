"""Mail that comes back: signed return addresses, the reports behind them, when an address is written to no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alerts.subscriptions import links
from alerts.subscriptions.services import people as deeds
from alerts.subscriptions.services.returning import subscriber_returned
from alerts.subscriptions.services.tidying import tidy
from portal.notices import addressees, outbox
from portal.notices.bounces import reading
from portal.notices.bounces.address import ForgedError, bounce_address, delivery_of
from portal.notices.bounces.reports import read_report
from portal.notices.models import Delivery, Notice
from portal.notices.registry import Later
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7
from tests import imap, people
from tests.imap import Folder
from tests.publishing.conftest import Desk
from tests.smtp import Server
from tests.subscriptions.conftest import NO_QUIET, rows, states, subscribe, text_of, work_off

pytestmark = pytest.mark.django_db
ADDRESS = "bounces@mail.zhinan.example"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imap.certificate(tmp_path_factory.mktemp("imap"))


@pytest.fixture
def mailbox(settings: Any, pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with imap.serving(settings, pem) as folder:
        yield folder


def report(
    to: str, *, action: str = "failed", status: str = "5.1.1", more: str = "", report_type: str = "delivery-status"
) -> bytes:
    """A report as mail servers write it (RFC 3464)."""
    lines = [
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        f'Content-Type: multipart/report; report-type={report_type}; boundary="=b"',
        "MIME-Version: 1.0",
        "",
        "--=b",
        "Content-Type: text/plain",
        "",
        "Your mail could not be delivered.",
        "--=b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example",
        "",
        "Final-Recipient: rfc822; gone@example.com",
        f"Action: {action}",
        f"Status: {status}",
        "Diagnostic-Code: smtp; 550 No such user",
        *(["", *more.split("\n")] if more else []),
        "",
        "--=b",
        "Content-Type: message/rfc822",
        "",
        "Subject: alert",
        "",
        "text",
        "--=b--",
        "",
    ]
    return "\r\n".join(lines).encode()


def read(settings: Any) -> dict[str, int]:
    return reading.mailbox_read(settings.BOUNCE_MAILBOX)


def subscriber(address: str) -> tuple[Any, ...]:
    [found] = rows("select returned, returned_soft, refused_at is not null, end_reason from subscriptions_subscriber"
                   " where address = %s", address)  # fmt: skip
    return found


def test_each_mail_carries_a_return_address_that_only_we_can_make(settings: Any) -> None:
    delivery = uuid7()
    settings.BOUNCE_ADDRESS = ""
    assert bounce_address(delivery) == settings.DEFAULT_FROM_EMAIL
    assert delivery_of(settings.DEFAULT_FROM_EMAIL) is None
    for base in (ADDRESS, "@bounce.zhinan.example"):
        settings.BOUNCE_ADDRESS = base
        made = bounce_address(delivery)
        assert len(made.partition("@")[0]) <= 64
        # Servers may change the case of what stands before the @.
        assert delivery_of(f"Zhinan <{made.upper()}>") == delivery
        tag = made.partition("@")[0].rpartition("+")[2]
        forged = made.replace(tag, tag[:20] + ("a" if tag[20] != "a" else "b") + tag[21:])
        with pytest.raises(ForgedError):
            delivery_of(forged)
        assert delivery_of(f"{made}.attacker.example") is None
        settings.SECRET_KEY, old = "another", settings.SECRET_KEY
        with pytest.raises(ForgedError):
            delivery_of(made)
        settings.SECRET_KEY = old


NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000))
SECOND = "Final-Recipient: rfc822; other@example.com\nAction: {}\nStatus: {}"
AUTO = (
    b"To: %s\r\nAuto-Submitted: auto-replied\r\nSubject: Out of office 5.1.1\r\n\r\nStatus: 5.1.1\r\nAction: failed\r\n"
)


def test_what_mails_are_taken_for(settings: Any) -> None:
    settings.BOUNCE_ADDRESS = ADDRESS
    to = bounce_address(uuid7())
    forged = to.partition("+")[0] + "+" + "a" * 42 + "@" + to.partition("@")[2]
    said = {
        "permanent": [report(to), report(to, status="5.0.0 (no such mailbox)"), report(to, status="5.4.4"),
                      report(to, more=SECOND.format("failed", "5.2.1")),
                      b"Delivered-To: " + to.encode() + b"\r\n" + report("postmaster@mx.example")],
        "transient": [report(to, status="4.4.7"), report(to, status="4.2.2"), report(to, status="5.2.2"),
                      report(to, more=SECOND.format("failed", "4.2.2"))],
        "message": [report(to, status="5.7.1"), report(to, status="5.6.0"), report(to, status="5.3.4")],
        "delayed": [report(to, action="delayed", status="4.4.1"), report(to, action="delivered", status="2.0.0"),
                    report(to, more=SECOND.format("delivered", "2.0.0"))],
        "automatic": [AUTO % to.encode(), report(to, report_type="disposition-notification")],
        "other": [b"To: " + to.encode() + b"\r\nSubject: hello\r\n\r\nStatus: 5.1.1\r\n", b"", b"\x00\xff" * 500],
        "unsigned": [report("bounces@mail.zhinan.example"), report("x@example.com")],
        "forged": [report(forged), b"X-Original-To: " + forged.encode() + b"\r\n" + report("x@example.com")],
        "unreadable": [report(to, status="none"), report(to, status="2.1.1"), report(to, action="exploded"),
                       report(to)[:300], report(to).replace(b"message/delivery-status", b"text/plain"),
                       report(to, status="5.1234.1"), report(to, more=SECOND.format("failed", "rubbish")), NESTED],
    }  # fmt: skip
    judged = [(kind, read_report(raw)) for kind, mails in said.items() for raw in mails]
    assert [(kind, found.kind.value) for kind, found in judged if kind != found.kind] == []
    # Nothing is said of a delivery without a signature and a verdict.
    final = {"permanent", "transient", "message", "delayed"}
    assert all((found.delivery == delivery_of(to)) == (kind in final) for kind, found in judged)


def test_a_report_counts_once_and_the_third_in_a_row_stops_the_mail(
    desk: Desk, server: Server, mailbox: Folder, settings: Any
) -> None:
    who = people.make_user("gone@example.com")
    subscribe("gone@example.com")
    with scopes.enter(scopes.login(who.pk)):
        assert deeds.subscription_open(language="zh-hans", hours=NO_QUIET)
    work_off("mail")
    for number in range(3):
        edition = desk.out(slug=f"alert-{number}")
        work_off()
        sender = server.senders[-1]
        assert sender.startswith("bounces+")
        assert server.mails("gone@example.com")[-1]["From"] == settings.DEFAULT_FROM_EMAIL
        mailbox.put(report(sender))
        mailbox.put(report(sender))
        assert read(settings) == {"permanent": 1, "repeated": 1}
        # The mail is deleted in the mailbox once its row stands.
        assert mailbox.mails == {}
        assert subscriber("gone@example.com") == (number + 1, 0, True, "refused" if number == 2 else "")
        assert states() == {"failed": number + 1}
    assert rows("select last_error from notices_delivery where recipient like 's:%%' limit 1") == [
        ("came back with 5.1.1",)
    ]
    desk.out(slug="alert-4")
    work_off()
    assert len(server.senders) == 4  # the link to confirm, and three alerts
    with scopes.enter(scopes.system()):
        [notice] = Notice.objects.filter(user=who, template="subscriptions/stopped")
    assert notice.link == reverse("subscriptions:mine")
    assert edition.slug == "alert-2"
    # The account is told why where it looks for its subscription, and begins again there.
    client = people.login(Client(), people.Person("none", who, "", None, None))
    assert "已停止向该邮箱发送邮件" in client.get(notice.link).text
    assert client.post(notice.link, {"deed": "restart"}).status_code == 302
    assert subscriber("gone@example.com") == (0, 0, False, "")


def test_what_is_set_aside_changes_nothing_and_waits_for_a_person(
    desk: Desk, server: Server, mailbox: Folder, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe("stays@example.com")
    work_off("mail")
    desk.out()
    work_off()
    sender = server.senders[-1]
    monkeypatch.setattr(reading, "MOST_BYTES", 4000)
    huge = mailbox.put(report(sender) + b"x" * 4000)
    aside = [mailbox.put(report(f"bounces+{'a' * 42}@mail.zhinan.example")), mailbox.put(report(sender, status="?"))]
    mailbox.put(AUTO % sender.encode())
    mailbox.put(report(sender, action="delayed", status="4.4.1"))
    mailbox.put(report(sender, status="5.7.1"))
    mailbox.put(report(bounce_address(uuid7())))
    assert read(settings) == {
        **{"huge": 1, "forged": 1, "unreadable": 1, "automatic": 1, "delayed": 1, "message": 1, "unknown": 1}
    }
    # What a person may want to look at is seen and stays; nobody fetched the large one.
    assert sorted(mailbox.mails) == [huge, *aside]
    assert mailbox.unseen() == []
    assert huge not in mailbox.fetched
    assert subscriber("stays@example.com") == (0, 0, False, "")
    # A refusal of what stood in the mail is noted on the delivery alone.
    assert states() == {"failed": 1}
    assert rows("select count(*) from notices_returnedmail where delivery_id is not null") == [(1,)]


def test_nothing_is_marked_before_it_is_noted_and_nothing_noted_twice(
    desk: Desk, server: Server, mailbox: Folder, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe("gone@example.com")
    work_off("mail")
    desk.out()
    work_off()
    uid = mailbox.put(report(server.senders[-1]))
    kinds = dict(addressees._kinds)

    def fails(parcel: addressees.Parcel, kind: str) -> None:
        subscriber_returned(parcel, kind)
        raise RuntimeError

    monkeypatch.setitem(
        addressees._kinds, "s", addressees.Addressees(kinds["s"].address, kinds["s"].settle, returned=fails)
    )
    with pytest.raises(RuntimeError):
        read(settings)
    assert mailbox.unseen() == [uid]
    assert (subscriber("gone@example.com")[0], states()) == (0, {"sent": 1})
    monkeypatch.setitem(addressees._kinds, "s", kinds["s"])
    # The line breaks after the row was written, before the mail could be marked.
    mailbox.dies_at = "STORE"
    with pytest.raises(Later):
        read(settings)
    assert mailbox.unseen() == [uid]
    mailbox.dies_at = ""
    with scopes.enter(scopes.system()):
        outbox.put("notices.bounces", {})
    work_off("notices.bounces")
    assert mailbox.mails == {}
    assert subscriber("gone@example.com")[0] == 1
    # A delivery that a worker holds at this moment is left for the next time.
    desk.out(slug="next")
    work_off()
    mailbox.put(report(server.senders[-1]))
    rows("update notices_delivery set state = 'sending' where state = 'sent' and recipient like 's:%%'")
    assert read(settings) == {}
    assert len(mailbox.unseen()) == 1


def test_a_mailbox_that_cannot_be_read_is_asked_later(
    mailbox: Folder, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.put(report("x@example.com"))
    right = settings.BOUNCE_MAILBOX
    for changed in ({"password": "wrong"}, {"folder": "Elsewhere"}, {"port": 1}):
        with pytest.raises(Later) as told:
            reading.mailbox_read(type(right)(**{**vars(right), **changed}))
        assert "wrong" not in str(told.value)
    # A server that cannot prove who it is gets no password.
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(Later, match="SSLCertVerificationError"):
        read(settings)
    assert len(mailbox.unseen()) == 1


def test_who_takes_mail_again_is_forgiven(desk: Desk, server: Server, mailbox: Folder, settings: Any) -> None:
    subscribe("full@example.com")
    work_off("mail")
    for number, status in enumerate(["5.1.1", *["4.2.2"] * 7]):
        desk.out(slug=f"alert-{number}")
        work_off()
        mailbox.put(report(server.senders[-1], status=status))
        read(settings)
    assert subscriber("full@example.com") == (1, 7, True, "")
    desk.out(slug="arrives")
    work_off()
    # That a server took it at once says nothing against the reports.
    assert subscriber("full@example.com") == (1, 7, True, "")
    tidy()
    assert subscriber("full@example.com") == (1, 7, True, "")
    rows("update subscriptions_subscriber set returned_at = now() - interval '8 days'")
    rows("update notices_delivery set updated_at = now() - interval '7 days' where state = 'sent'")
    tidy()
    assert subscriber("full@example.com") == (0, 0, False, "")
    for number in range(8):
        with scopes.enter(scopes.system()):
            delivery = Delivery.objects.filter(recipient__startswith="s:", state="failed")[0]
            parcel = addressees.Parcel(delivery.pk, delivery.event_id, int(delivery.recipient[2:]))
            subscriber_returned(parcel, "transient")
        assert subscriber("full@example.com") == (0, number + 1, False, "refused" if number == 7 else "")


def test_who_was_stopped_learns_it_and_starts_again(desk: Desk, server: Server, client: Any) -> None:
    key = subscribe("back@example.com")
    stopped = (
        "update subscriptions_subscriber set ended_at = now(), end_reason = 'refused', hard_bounces = 3, returned = 2"
    )
    rows(stopped)
    token = links.token(links.MANAGE, key)
    page = client.get(reverse("subscriptions:manage", args=[token]))
    assert page.status_code == 200
    assert "已停止向该邮箱发送邮件" in page.content.decode()
    assert client.get(reverse("subscriptions:wish", args=[token])).status_code == 302
    # Who lost the link has it sent, as anybody.
    with scopes.enter(scopes.login()):
        deeds.subscription_link(address="back@example.com", language="zh-hans")
    work_off("mail")
    assert "/subscriptions/manage/" in text_of(server.mails("back@example.com")[-1])
    again = client.post(reverse("subscriptions:manage", args=[token]), {"deed": "restart"})
    assert again.status_code == 302
    assert rows("select ended_at, end_reason, hard_bounces, returned from subscriptions_subscriber") == [
        (None, "", 0, 0)
    ]
    assert rows("select count(*) from subscriptions_wish where confirmed_at is not null") == [(1,)]
    # Who unsubscribed is not brought back by the same button, nor is anybody by a GET.
    rows(stopped.replace("'refused'", "'left'"))
    client.post(reverse("subscriptions:manage", args=[token]), {"deed": "restart"})
    with scopes.enter(scopes.login()):
        assert not deeds.subscription_restart(key=key)
    assert rows("select end_reason from subscriptions_subscriber") == [("left",)]
