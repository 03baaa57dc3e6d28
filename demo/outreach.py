"""Outreach of the demo: real authorities by their public facts, made-up offices that receive mail, a campaign under way.

Whoever receives mail here does not exist; plan and figures are made up and say so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from alerts.outreach.models import Campaign, Contact, Office, PlanItem
from alerts.outreach.services import campaigns, liaison, offices
from alerts.publishing.choices import Kind
from alerts.publishing.filters import Wanted
from alerts.publishing.selectors.reading import current
from demo.people import DOMAIN
from demo.texts import desk_actor
from portal.accounts.actors import Actor
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

# Names, seats and websites as the authorities give them; no addresses, so nothing is sent to them.
AUTHORITIES = (
    ("美国专利商标局", "United States Patent and Trademark Office", "", "US", "Alexandria", "https://www.uspto.gov/"),
    ("欧盟知识产权局", "European Union Intellectual Property Office", "", "ES", "Alicante", "https://www.euipo.europa.eu/"),
    ("德国专利商标局", "German Patent and Trade Mark Office", "Deutsches Patent- und Markenamt", "DE", "München", "https://www.dpma.de/"),
    ("日本特许厅", "Japan Patent Office", "特許庁", "JP", "Tokyo", "https://www.jpo.go.jp/"),
)  # fmt: skip
MADE_UP = (
    ("德国中资企业商会（演示）", "Chamber of Chinese Firms in Germany (demonstration)", "DE", "Berlin", "zh-hans", ("DE",)),
    ("北美商会联络处（演示）", "Chamber Liaison Office North America (demonstration)", "US", "Chicago", "en", ("US", "CA")),
    ("东京联络处（演示）", "Liaison Office Tokyo (demonstration)", "JP", "Tokyo", "zh-hans", ("JP",)),
)  # fmt: skip


def make_outreach(centers: dict[str, Center]) -> int:
    """Enter offices, contacts and a campaign through the services; return how many offices."""
    national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
    editor, reviewer = desk_actor("editor", "editor", national), desk_actor("reviewer", "reviewer", national)
    with scopes.enter(scopes.system(editor.user_id)):
        for zh, en, local, country, city, url in AUTHORITIES:
            words = {"name_zh": zh, "name_en": en, "name_local": local, "country": country, "city": city}
            _office(editor, kind="authority", language="en", source_title=f"{zh}网站", source_url=url, **words)
    for at, (zh, en, country, city, language, markets) in enumerate(MADE_UP):
        with scopes.enter(scopes.system(editor.user_id)):
            office = _office(
                editor, kind="chamber", name_zh=zh, name_en=en, country=country, city=city, language=language,
                email=f"office{at + 1}@{DOMAIN}", source_title="演示数据，机构并不存在", is_demo=True,
            )  # fmt: skip
            entry = offices.recipient_prepare(
                office=office, wanted=Wanted(countries=markets), basis="演示：该机构来函要求接收", actor=editor
            )
        # The last one waits, so that a reviewer has something to decide.
        if at < len(MADE_UP) - 1:
            with scopes.enter(scopes.system(reviewer.user_id)):
                offices.recipient_move(entry=entry, verb="release", actor=reviewer)
    german = desk_actor("handler.de", "handler", centers["DE"])
    _contacts(german)
    _campaign(editor, reviewer, german)
    return len(AUTHORITIES) + len(MADE_UP)


def _office(actor: Actor, **words: Any) -> Office:
    return offices.office_keep(office=Office(**words), actor=actor)


def _contacts(actor: Actor) -> None:
    today = timezone.localdate()
    chamber = Office.objects.get(name_zh=MADE_UP[0][0])
    rows = (
        (40, "meeting", "演示：介绍海外知识产权纠纷应对指导网络", "双方指定联络部门", "", None),
        (12, "video", "演示：展会季前的商标风险提示", "商会向会员转发提示", "提供中文材料", 5),
        (3, "email", "演示：宣传周合作", "商会协助通知会员", "寄送海报", -1),
    )
    with scopes.enter(scopes.system(actor.user_id)):
        for ago, means, topic, agreement, follow_up, due in rows:
            contact = Contact(
                office=chamber, day=today - dt.timedelta(days=ago), means=means, topic=topic, counterpart="会员服务部",
                agreement=agreement, follow_up=follow_up,
                follow_up_on=None if due is None else today + dt.timedelta(days=due),
            )  # fmt: skip
            liaison.contact_keep(contact=contact, actor=actor)


def _campaign(editor: Actor, reviewer: Actor, german: Actor) -> None:
    today = timezone.localdate()
    pages = list(current().filter(kind=Kind.ALERT).order_by("-published_at", "-id")[:3])
    with scopes.enter(scopes.system(editor.user_id)):
        campaign = campaigns.campaign_keep(
            campaign=Campaign(
                title_zh="海外维权宣传周（演示）", title_en="Week of Rights Abroad (demonstration)",
                goal="让更多出口企业知道在海外遇到知识产权纠纷时向谁求助、先做什么。", audience="出口企业、跨境电商卖家、参展企业",
                starts_on=today - dt.timedelta(days=3), ends_on=today + dt.timedelta(days=3), owner="国家中心宣传组（演示）",
                targets={"wechat": 20_000, "event": 600, "print": 2_000}, is_demo=True,
            ),
            actor=editor,
        )  # fmt: skip
        for what, channel, planned, done in (
            ("主题文章：收到警告信后的第一周", "wechat", -3, -3),
            ("线上讲座：欧盟外观设计", "event", -1, -1),
            ("参展企业提示单", "print", 2, None),
        ):
            item = PlanItem(
                what=what, channel=channel, planned_on=today + dt.timedelta(days=planned), responsible="宣传组",
                done_on=None if done is None else today + dt.timedelta(days=done),
                edition=pages[0].public_id if pages and channel == "wechat" else None,
            )  # fmt: skip
            campaigns.item_keep(campaign=campaign, item=item, actor=editor)
        campaigns.figures_write(campaign=campaign, entries=_figures("wechat", today, (4200, 3100, 2600)), actor=editor)
        campaigns.figures_write(campaign=campaign, entries=_figures("event", today, (0, 310)), actor=editor)
        campaigns.campaign_move(campaign=campaign, verb="start", actor=editor)
        if pages:
            feature = campaigns.feature_prepare(
                campaign=campaign, editions=[page.public_id for page in pages], days=(campaign.starts_on, campaign.ends_on),
                words={
                    "title_zh": "海外维权宣传周（演示）", "title_en": "Week of Rights Abroad (demonstration)",
                    "text_zh": "在海外遇到知识产权纠纷，先看这几条。", "text_en": "A dispute abroad? Begin with these.",
                },
                actor=editor,
            )  # fmt: skip
    if pages:
        with scopes.enter(scopes.system(reviewer.user_id)):
            campaigns.feature_move(feature=feature, verb="release", actor=reviewer)
    with scopes.enter(scopes.system(german.user_id)):
        joined = PlanItem(
            what="柏林企业沙龙", channel="event", planned_on=today + dt.timedelta(days=1), responsible="德国分中心"
        )
        campaigns.item_keep(campaign=campaign, item=joined, actor=german)
        campaigns.figures_write(campaign=campaign, entries=_figures("event", today, (45,)), actor=german)


def _figures(channel: str, today: dt.date, counts: tuple[int, ...]) -> list[campaigns.Entry]:
    return [
        campaigns.Entry(channel, today - dt.timedelta(days=len(counts) - at), count, "演示数据")
        for at, count in enumerate(counts)
    ]
