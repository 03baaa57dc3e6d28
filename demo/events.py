"""Events of the demo: one past with certificates and feedback, one with free seats, one that is full, and others in between.

Everybody in them is made up. What would have happened in the past is done today through the services and moved back in time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from demo.people import DOMAIN, address
from demo.texts import desk_actor
from exhibitions.events.choices import CheckIn
from exhibitions.events.models import Event, Series, SignUp, SignUpKey
from exhibitions.events.selectors.people import quiz_of
from exhibitions.events.services import desk, events, learning, people
from portal.accounts.actors import Actor
from portal.accounts.models import EnterpriseMember, User
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

_PROVINCES = ("330000", "440000", "320000", "310000", "370000", "350000", "")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_WORDS = (
    "案例很实用，希望多讲一些和解谈判。", "时间有点紧，提问环节可以长一些。", "资料清楚，会后能直接用。", "", "希望有线上回放。", "", "", "", "",
)  # fmt: skip


def make_events(centers: dict[str, Center]) -> int:
    """Hold, announce and prepare events through the services; return how many."""
    editor = desk_actor("editor", "editor", centers["GJ"])
    handler = desk_actor("handler", "handler", centers["ZJ"])
    german = desk_actor("handler.de", "handler", centers["DE"])
    past = _past(editor)
    _course(editor, past.series)
    _salon(handler)
    _others(handler, german)
    return Event.objects.count()


def _at(days: int, hour: int) -> dt.datetime:
    """A day counted from today, at an hour by Beijing's clock."""
    day = timezone.localtime() + dt.timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def _event(
    actor: Actor, *, days: int, hours: tuple[int, int], url: str = "", opened: bool = True, **words: Any
) -> Event:
    start, end = _at(days, hours[0]), _at(days, hours[1])
    with scopes.enter(scopes.system(actor.user_id)):
        event = events.event_keep(
            event=Event(starts_at=start, ends_at=end, is_demo=True, **words),
            online=events.Online(url, "会议号 000 000 000（演示）" if url else ""), actor=actor,
        )  # fmt: skip
        return events.event_move(event=event, verb="open", actor=actor) if opened else event


def _speakers(event: Event, actor: Actor, *rows: tuple[str, str, str, str, str]) -> None:
    names = ("name", "role_zh", "role_en", "topic_zh", "topic_en")
    with scopes.enter(scopes.system(actor.user_id)):
        events.speakers_keep(event=event, rows=[dict(zip(names, row, strict=True)) for row in rows], actor=actor)


def _signed(event: Event, local: str, count: int) -> list[UUID]:
    """Sign made-up people up with addresses of the demo, each by the two steps; return their keys."""
    keys = []
    for at in range(count):
        given = people.Given(
            name=f"演示来宾{_STEMS[at % 10]}{at // 10 + 1}",
            organisation=f"演示出口企业{at + 1}号",
            province=_PROVINCES[at % 7],
        )
        mail = f"{local}{at + 1}@{DOMAIN}"
        with scopes.enter(scopes.login()):
            people.signup_ask(event=event.public_id, email=mail, given=given)
        key = SignUpKey.objects.get(signup__event=event, signup__email=mail).key
        with scopes.enter(scopes.login()):
            done = people.signup_confirm(key=key)
        assert done is not None
        keys.append(done[1])
    return keys


def _behind(key: UUID) -> SignUp:
    return SignUpKey.objects.select_related("signup__event").get(key=key).signup


def _by_account(event: Event, local: str, name: str) -> UUID | None:
    user = User.objects.get(email=address(local))
    with scopes.enter(scopes.login(user.pk)):
        member = EnterpriseMember.objects.filter(user=user, state="active").first()
        firm = member.enterprise_id if member else None
        return people.signup_join(
            event=event.public_id, given=people.Given(name, province="330000"), enterprise_id=firm
        )[1]


def _past(editor: Actor) -> Event:
    with scopes.enter(scopes.system(editor.user_id)):
        series = events.series_keep(
            series=Series(
                center_id=editor.own_center_id, name_zh="出海知识产权公开课（演示）", name_en="Open Course on IP Abroad (demonstration)",
                summary_zh="每两月一讲，线上线下同步。", summary_en="Every other month, on site and online.",
            ),
            actor=editor,
        )  # fmt: skip
    event = _event(
        editor, days=1, hours=(9, 12), url="https://meet.example.com/demo-1", kind="training", mode="both", series=series,
        title_zh="出口企业海外商标布局培训（演示）", title_en="Trademarks Abroad for Exporters (demonstration)",
        summary_zh="先注册再出海：市场选择、马德里申请与被抢注后的办法。",
        summary_en="Register before you ship: choosing markets, the Madrid route, and what to do against squatters.",
        text_zh="### 上午\n- 09:00 市场与类别怎么选\n- 10:00 马德里申请的得失\n- 11:00 被抢注之后：异议、无效与协商",
        text_en="### Morning\n- 09:00 Choosing markets and classes\n- 10:00 The Madrid route\n- 11:00 After squatting",
        venue="培训中心一层报告厅（演示）", address="北京市海淀区（演示地址）", capacity=40, pass_mark=60, gives_certificate=True,
    )  # fmt: skip
    _speakers(
        event, editor,
        ("演示讲师甲", "演示律师事务所", "Demonstration law firm", "市场与类别怎么选", "Choosing markets and classes"),
        ("演示讲师乙", "演示大学", "Demonstration university", "被抢注之后", "After squatting"),
    )  # fmt: skip
    _questions(event, editor)
    keys = _signed(event, "guest", 20)
    if (own := _by_account(event, "enterprise", "企业负责人甲")) is not None:
        keys.append(own)
    # Three days ago.
    _move(event, days=-4)
    _come(event, editor, keys)
    _material(event, editor)
    came = keys[:14] + keys[20:]
    for at, key in enumerate(came):
        with scopes.enter(scopes.login()):
            questions = quiz_of(key)
            wrong = at % 7 == 6
            people.quiz_answer(key=key, answers={row.id: 1 if wrong else 0 for row in questions})
    for at, key in enumerate(came[:9]):
        marks = {"overall": 5 - at % 2, "content": 5 - at % 3 // 2, "speakers": 5, "organisation": 4 - at % 4 // 3}
        with scopes.enter(scopes.login()):
            people.feedback_give(key=key, ratings=marks, text=_WORDS[at])
    with scopes.enter(scopes.system(editor.user_id)):
        event = events.event_move(event=event, verb="hold", actor=editor)
        learning.certificates_issue(event=event, actor=editor)
    return event


def _questions(event: Event, editor: Actor) -> None:
    with scopes.enter(scopes.system(editor.user_id)):
        for text, options in (
            ("商标权的效力及于：", ("注册地所在的国家（地区）", "全世界", "所有世贸组织成员")),
            ("在多数国家，商标权首先依据什么取得？", ("注册", "公司名称登记", "域名注册")),
            ("发现商标被抢注，首先应当：", ("核对异议或无效的期限", "停止出口", "直接更名")),
        ):
            learning.question_keep(event=event, question=None, text=text, options=options, right=0, actor=editor)


def _move(event: Event, *, days: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update events_event set starts_at = starts_at + make_interval(days => %(days)s),"
            " ends_at = ends_at + make_interval(days => %(days)s) where id = %(event)s",
            {"days": days, "event": event.pk},
        )
        cursor.execute(
            "update events_signup set created_at = created_at - interval '12 days', seated_at = seated_at - interval '12 days'"
            " where event_id = %s",
            [event.pk],
        )


def _come(event: Event, editor: Actor, keys: Sequence[UUID]) -> None:
    with scopes.enter(scopes.system(editor.user_id)):
        for at, key in enumerate([*keys[:14], *keys[20:]]):
            how = CheckIn.CODE if at % 3 else CheckIn.LIST
            desk.check_in(signup=_behind(key), how=how, actor=editor)
        desk.signup_enter(
            event=event, given=people.Given("演示来宾（现场）", organisation="演示外贸公司", province="330000"), email="", walkin=True,
            actor=editor,
        )  # fmt: skip


def _material(event: Event, editor: Actor) -> None:
    text = "演示资料：海外商标布局要点\n\n1. 先查再用。\n2. 按市场分批注册。\n3. 留意异议期限。\n"
    upload = SimpleUploadedFile("trademarks-abroad.txt", ContentFile(text.encode()).read(), "text/plain")
    with scopes.enter(scopes.system(editor.user_id)):
        learning.material_add(
            event=event, upload=upload, title="海外商标布局要点（演示）", reader="signed", actor=editor
        )


def _course(editor: Actor, series: Series | None) -> None:
    event = _event(
        editor, days=12, hours=(14, 16), url="https://meet.example.com/demo-2", kind="course", mode="online", series=series,
        title_zh="收到美国起诉之后的二十天（演示）", title_en="Twenty Days after a US Complaint (demonstration)",
        summary_zh="被诉企业从送达到答辩要做的事，附时间表。", summary_en="From service to the answer: what to do, with a timetable.",
        text_zh="- 送达的方式与起算\n- 保全证据\n- 找谁、要多少钱\n- 答辩、和解与缺席判决",
        text_en="- Service and its day\n- Preserving evidence\n- Whom to ask, what it costs\n- Answer, settlement, default",
        capacity=200, gives_certificate=True,
    )  # fmt: skip
    _speakers(
        event, editor,
        ("演示讲师丙", "演示律师事务所", "Demonstration law firm", "从送达到答辩", "From service to the answer"),
    )  # fmt: skip
    _signed(event, "course", 6)
    _by_account(event, "enterprise", "企业负责人甲")


def _salon(handler: Actor) -> None:
    event = _event(
        handler, days=6, hours=(14, 17), kind="salon", mode="onsite", title_zh="参展企业知识产权沙龙（演示）",
        title_en="IP Salon for Exhibitors (demonstration)", summary_zh="展前自查、展中应对、展后跟进，八席小班。",
        summary_en="Before, during and after the fair, in a group of eight.", venue="杭州会客厅（演示）", address="杭州市（演示地址）",
        text_zh="带上要参展的产品资料，现场一起过一遍清单。", text_en="Bring your product papers; we go through the list together.", capacity=8,
    )  # fmt: skip
    keys = _signed(event, "salon", 11)
    # One gave the seat back, and the first in line got it.
    with scopes.enter(scopes.login()):
        people.signup_leave(key=keys[2])
    _by_account(event, "member", "企业经办人乙")


def make_training(handler: Actor, organisations: Sequence[str]) -> Event:
    """Hold a training before a fair, to which the printed firm came and somebody of each of `organisations`."""
    event = _event(
        handler, days=1, hours=(9, 12), kind="training", mode="onsite", title_zh="参展前知识产权培训（演示）",
        title_en="Training before the Fair (demonstration)", summary_zh="展品自查、应对警告函和临时禁令、现场求助方式。",
        summary_en="Checking exhibits, answering warning letters and injunctions, whom to call at the booth.",
        venue="浙江分中心培训室（演示）", capacity=30,
    )  # fmt: skip
    key = _by_account(event, "enterprise", "企业负责人甲")
    _move(event, days=-6)
    with scopes.enter(scopes.system(handler.user_id)):
        if key is not None:
            desk.check_in(signup=_behind(key), how=CheckIn.LIST, actor=handler)
        for at, name in enumerate(organisations):
            given = people.Given(f"演示学员{_STEMS[at % 10]}", organisation=name, province="330000")
            desk.signup_enter(event=event, given=given, email="", walkin=True, actor=handler)
        return events.event_move(event=event, verb="hold", actor=handler)


def _others(handler: Actor, german: Actor) -> None:
    _event(
        handler, days=20, hours=(9, 11), kind="clinic", mode="onsite", audience="clients", title_zh="跨境电商咨询日（演示）",
        title_en="Advisory Day for E-commerce (demonstration)", summary_zh="一对一咨询，面向本中心服务的企业。",
        summary_en="One to one, for enterprises that the center looks after.", venue="浙江分中心会议室（演示）", capacity=12,
    )  # fmt: skip
    _event(
        handler, days=40, hours=(9, 11), opened=False, kind="briefing", mode="onsite", title_zh="新规宣讲（演示草稿）",
        summary_zh="还在准备。", venue="待定（演示）",
    )  # fmt: skip
    _event(
        german, days=15, hours=(16, 18), kind="briefing", mode="onsite", zone="Europe/Berlin", title_zh="德国参展知识产权宣讲会（演示）",
        title_en="Briefing: IP at German Trade Fairs (demonstration)", summary_zh="展会上的警告信、临时禁令与海关。",
        summary_en="Warning letters, injunctions and customs at the fair.", venue="柏林（演示）", capacity=30,
    )  # fmt: skip
