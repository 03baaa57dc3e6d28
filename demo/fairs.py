"""Fairs of the demo: two real ones by public facts with their source, and three made-up ones: over, running today, coming.

Firms, booths, products and rights are those of the made-up enterprises; nothing here happened.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from demo.events import make_training
from demo.people import DOMAIN, HOME
from demo.places import GOODS
from demo.texts import desk_actor
from exhibitions.fairs.models import Delegation, Exhibit, Fair, FairContact, FairEdition, OwnRight, Participant, Post
from exhibitions.fairs.roster.planning import plan
from exhibitions.fairs.roster.reading import read_cells
from exhibitions.fairs.selectors.training import choices_for
from exhibitions.fairs.services import contacts, delegations, exhibits, listed, participants, posts
from exhibitions.fairs.services.rosters import roster_import
from exhibitions.fairs.services.training import training_add
from experts.models import Expert
from portal.accounts.actors import Actor, Seat
from portal.accounts.models import Enterprise, EnterpriseMember
from portal.reference.uscc import clean_uscc
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

_SEEN = dt.date(2026, 11, 23)
REAL: tuple[dict[str, Any], ...] = (
    {
        "name_zh": "中国进出口商品交易会", "name_en": "China Import and Export Fair (Canton Fair)", "short_name": "广交会",
        "organiser_zh": "中国对外贸易中心", "organiser_en": "China Foreign Trade Centre", "country": "CN",
        "city_zh": "广州", "city_en": "Guangzhou", "time_zone": "Asia/Shanghai", "language": "zh",
        "website": "https://www.cantonfair.org.cn/", "industries": ["C", "F"],
        "rules_zh": "设有投诉站，由大会与知识产权部门的专家现场受理涉嫌侵犯知识产权的投诉；网上也可以提交投诉、申诉和撤诉。",
        "rules_en": "A complaint station takes complaints of suspected infringement, with experts of the authorities; complaints, appeals and withdrawals can also be filed online.",
        "rules_url": "https://www.asiaone.com/business/chinas-128th-canton-fair-puts-major-focus-intellectual-property-rights-protection",
        "source_url": "https://rouse.com/insights/news/2021/ip-enforcement-at-canton-fair-in-china-before-and-after-the-covid-pandemic",
    },
    {
        "name_zh": "法兰克福国际春季消费品展览会", "name_en": "Ambiente", "short_name": "Ambiente",
        "organiser_zh": "法兰克福展览有限公司", "organiser_en": "Messe Frankfurt", "country": "DE",
        "city_zh": "法兰克福", "city_en": "Frankfurt am Main", "time_zone": "Europe/Berlin", "language": "de",
        "industries": ["C", "F"],
        "rules_zh": "主办方设有“反对仿冒”服务项目，自办展会现场有咨询台，向参展商介绍知识产权保护和维权途径。",
        "rules_en": "The organiser runs the service “Messe Frankfurt against Copying”, with an information stand at its own fairs on protection and enforcement.",
        "rules_url": "https://www.messefrankfurt.com/content/corporate/frankfurt/en/media/das_unternehmen/texte/press-mercury-award.html",
        "source_url": "https://www.messefrankfurt.com/content/corporate/frankfurt/en/media/das_unternehmen/texte/press-mercury-award.html",
    },
)  # fmt: skip
# (Chinese, English, city, country, zone, language, days from today to the first day, how long)
MADE_UP = (
    ("柏林消费电子展（演示）", "Berlin Consumer Electronics (demonstration)", ("柏林", "Berlin"), "DE", "Europe/Berlin", "de", -70, 5),
    ("科隆五金工具展（演示）", "Cologne Hardware Fair (demonstration)", ("科隆", "Cologne"), "DE", "Europe/Berlin", "de", -1, 4),
    ("拉斯维加斯电子展（演示）", "Las Vegas Electronics Show (demonstration)", ("拉斯维加斯", "Las Vegas"), "US", "America/Los_Angeles", "en", 44, 4),
)  # fmt: skip
_CONTACTS = (
    ("organiser_ip", "主办方知识产权服务台（演示）", "IP desk of the organiser (demo)", True),
    ("customs", "当地海关知识产权部门（演示）", "Customs, IP unit (demo)", True),
    ("law_firm", "值班律师事务所（演示）", "Law firm on call (demo)", False),
    ("consulate", "中国驻当地使领馆（演示）", "Chinese consulate (demo)", True),
)
FIRMS = 8


def make_fairs(centers: dict[str, Center]) -> int:
    """Put fairs on the list, open a delegation to each made-up one, fill it; return how many firms take part."""
    national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
    editor, reviewer = desk_actor("editor", "editor", national), desk_actor("reviewer", "reviewer", national)
    for facts in REAL:
        _confirmed(_fair(editor, seen_on=_SEEN, **facts), reviewer)
    home = centers[HOME]
    handler = desk_actor("handler", "handler", home)
    firms = _firms(home)
    count = 0
    for at, words in enumerate(MADE_UP):
        edition = _edition(editor, reviewer, *words)
        count += _delegation(at, edition, handler, firms)
    # One entry waits, so that somebody has something to confirm.
    with scopes.enter(scopes.center(home.pk, handler.own_user_id)):
        listed.entry_keep(
            entry=_words(
                "东京礼品展（演示）",
                "Tokyo Gift Show (demonstration)",
                ("东京", "Tokyo"),
                "JP",
                "Asia/Tokyo",
                "ja",
                0,
                0,
            ),
            actor=handler,
        )
    return count


def _fair(actor: Actor, **words: Any) -> Fair:
    with scopes.enter(scopes.national(actor.own_user_id, actor.own_center_id)):
        return listed.entry_keep(entry=Fair(**words), actor=actor)


def _confirmed(entry: Any, reviewer: Actor) -> Any:
    with scopes.enter(scopes.national(reviewer.own_user_id, reviewer.own_center_id)):
        return listed.entry_confirm(entry=entry, actor=reviewer)


def _words(
    zh: str, en: str, city: tuple[str, str], country: str, zone: str, language: str, away: int, days: int
) -> Fair:  # fmt: skip
    return Fair(
        name_zh=zh, name_en=en, organiser_zh="演示展览公司", organiser_en="Demonstration Exhibitions",
        country=country, city_zh=city[0], city_en=city[1], venue_zh="演示展馆", venue_en="Demonstration Halls",
        time_zone=zone, language=language, industries=["C", "F"], is_demo=True,
        rules_zh="演示：收到投诉后，主办方的知识产权服务台会同律师到展位查看；双方可当场签署声明，主办方可要求撤下展品或遮盖。",
        rules_en="Demonstration: after a complaint the organiser's IP desk visits the booth with a lawyer; both sides may sign a statement, and it may ask that a product be taken down or covered.",
        source_url="https://example.org/demonstration", seen_on=timezone.localdate(),
    )  # fmt: skip


def _edition(editor: Actor, reviewer: Actor, *words: Any) -> FairEdition:
    fair = _words(*words)
    away, days = words[-2:]
    first = timezone.localdate() + dt.timedelta(days=away)
    with scopes.enter(scopes.national(editor.own_user_id, editor.own_center_id)):
        fair = listed.entry_keep(entry=fair, actor=editor)
    _confirmed(fair, reviewer)
    fair.refresh_from_db()
    edition = FairEdition(
        fair=fair, year=first.year, label_zh=f"{first.year} 届", label_en=str(first.year), starts_on=first,
        ends_on=first + dt.timedelta(days=days - 1), halls=["3.1", "5", "8"], opening_hours="9:00–18:00", is_demo=True,
        source_url="https://example.org/demonstration", seen_on=timezone.localdate(),
    )  # fmt: skip
    with scopes.enter(scopes.national(editor.own_user_id, editor.own_center_id)):
        edition = listed.entry_keep(entry=edition, actor=editor)
        made = [
            contacts.contact_keep(
                contact=FairContact(
                    fair=fair, kind=kind, name_zh=zh, name_local=en, phone="+49 30 0000000", email=f"{kind}@{DOMAIN}",
                    hours="展期 9:00–18:00", languages=["de", "en"], is_demo=True,
                ),
                actor=editor,
            )
            for kind, zh, en, _shown in _CONTACTS
        ]  # fmt: skip
    _confirmed(edition, reviewer)
    with scopes.enter(scopes.national(reviewer.own_user_id, reviewer.own_center_id)):
        for contact, (_kind, _zh, _en, shown) in zip(made, _CONTACTS, strict=True):
            if shown:
                contacts.contact_show(contact=contact, shown=True, actor=reviewer)
    edition.refresh_from_db()
    return edition


def _firms(home: Center) -> list[tuple[Enterprise, Actor]]:
    rows = list(Enterprise.objects.filter(is_demo=True, province=home.province).order_by("pk")[:FIRMS])
    first = Enterprise.objects.filter(is_demo=True).order_by("pk")[:1]
    # The printed accounts' firm comes first, wherever it sits.
    firms = list(dict.fromkeys([*first, *rows]))[:FIRMS]
    owners = dict(
        EnterpriseMember.objects.filter(enterprise__in=firms, role="owner").values_list("enterprise_id", "user_id")
    )
    return [(firm, _owner(firm, owners[firm.pk])) for firm in firms]


def _owner(firm: Enterprise, user_id: int) -> Actor:
    return Actor(user_id, Seat(f"enterprise:{firm.pk}", "enterprise", frozenset({"owner"}), None, firm.pk))


def _delegation(at: int, edition: FairEdition, handler: Actor, firms: list[tuple[Enterprise, Actor]]) -> int:
    desk = scopes.center(handler.own_center_id, handler.own_user_id)
    over = edition.ends_on < timezone.localdate()
    delegation = Delegation(
        name=f"浙江参展团 · {edition.fair.name_zh}", brief="演示：中心派人在展会现场值守，行前办培训，并逐件排查展品。",
        contact_name="承办人己", contact_phone="+8657100000000", contact_email=f"fairs@{DOMAIN}", desk_place="3.1 馆 A001",
        sign_up_until=edition.ends_on, is_demo=True,
    )  # fmt: skip
    with scopes.enter(desk):
        delegation = delegations.delegation_open(delegation=delegation, edition=edition, actor=handler)
    # Half of the firms sign up themselves (the past fair takes nobody any more), half come with a roster; at the coming fair
    # two wait for the center.
    signed = firms[: len(firms) // 2]
    for number, (firm, owner) in enumerate(signed):
        row = Participant(
            name_en=firm.name_en, hall="3.1", booth=f"A{10 + number:03d}", contact_name="演示联系人",
            contact_phone="+8613800138000", contact_email=f"booth{number}@{DOMAIN}", markets=["DE", "FR", "US"][: 1 + number % 3],
            is_demo=True,
        )  # fmt: skip
        if over:
            row.name, row.uscc = firm.name, clean_uscc(firm.uscc)
            with scopes.enter(desk):
                row = participants.participant_add(participant=row, delegation=delegation, actor=handler)
                _show(row, handler, number)
            continue
        with scopes.enter(scopes.enterprise(firm.pk, owner.own_user_id)):
            row = participants.sign_up(participant=row, delegation=delegation, actor=owner)
            _show(row, owner, number)
        if at == 2 and number >= len(signed) - 2:
            continue
        with scopes.enter(desk):
            participants.participant_move(participant=row, verb="confirm", actor=handler)
    cells = [
        (
            2 + number,
            {
                "name": firm.name, "uscc": clean_uscc(firm.uscc), "contact_name": "演示联系人", "contact_phone": "13800138000",
                "hall": "5", "booth": f"B{20 + number:03d}", "markets": "德国，法国",
                "exhibits": "；".join((GOODS[number % len(GOODS)][1], GOODS[(number + 3) % len(GOODS)][1])),
            },
        )
        for number, (firm, _owner_of) in enumerate(firms[len(firms) // 2 :])
    ]  # fmt: skip
    cells.append(
        (2 + len(cells), {"name": "尚未注册的演示企业", "contact_name": "演示联系人", "hall": "8", "booth": "C003"})
    )
    # Somebody of every other firm came to the training before the fair that runs today.
    held = [make_training(handler, [firm.name for firm, _owner_of in firms[2::2]])] if at == 1 else []
    sheet = read_cells(cells)
    with scopes.enter(desk):
        seen = plan(delegation=delegation, rows=sheet.rows, actor=handler).digest
        roster_import(delegation=delegation, sheet=sheet, seen=seen, sha256="", actor=handler)
        _duty(delegation, handler, edition)
        for event in held or choices_for(delegation)[:2]:
            training_add(delegation=delegation, event=event, actor=handler)
        if over:
            delegations.delegation_move(delegation=delegation, verb="close", actor=handler)
        return Participant.objects.filter(delegation=delegation, state="confirmed").count()


def _show(row: Participant, owner: Actor, number: int) -> None:
    """Enter two products with a picture, and a right that covers the first."""
    made = []
    for step in range(2):
        _kind, zh, en, hs, nice, _section = GOODS[(number + step) % len(GOODS)]
        exhibit = Exhibit(
            name=zh, name_en=en, brand=f"演示品牌{number + 1}", model_no=f"D-{number + 1}{step}", hs_codes=[hs], nice=[nice],
            locarno=["13-02"], markets=["DE"], is_new=step == 0, description="演示展品，并非真实产品。",
        )  # fmt: skip
        made.append(exhibits.exhibit_keep(exhibit=exhibit, participant=row, actor=owner))
    upload = SimpleUploadedFile(f"exhibit{number}.png", _picture(made[0].name_en))
    exhibits.picture_add(
        exhibit=made[0], participant=row, upload=upload, alt=f"{made[0].name}的正面（演示图）", actor=owner
    )
    if number % 2 == 0:
        right = OwnRight(
            kind="design", number=f"DEMO-{number + 1:04d}", title=f"{made[0].name}外观设计（演示）", country="DE", owner=row.name,
            expires_on=timezone.localdate() + dt.timedelta(days=900),
        )  # fmt: skip
        right = exhibits.right_keep(right=right, covers=[made[0].pk], participant=row, actor=owner)
        paper = SimpleUploadedFile(f"right{number}.png", _picture("Certificate (demo)"))
        exhibits.document_add(right=right, participant=row, upload=paper, title="注册证（演示）", actor=owner)


def _duty(delegation: Delegation, handler: Actor, edition: FairEdition) -> None:
    today = timezone.localdate()
    if edition.ends_on < today:
        return
    days = {"starts_on": edition.starts_on, "ends_on": edition.ends_on + dt.timedelta(days=30)}
    leader = Post(role="leader", user_id=handler.own_user_id, phone="+8613800138000", **days)
    posts.post_staff(post=leader, delegation=delegation, actor=handler)
    expert = Expert.objects.filter(center_id=handler.own_center_id, user__email=f"expert@{DOMAIN}").first()
    if expert is None:
        return
    post = posts.post_expert(post=Post(role="adviser", **days), delegation=delegation, expert=expert, actor=handler)
    # At the running fair the expert has declared; for the coming one the question still waits.
    if edition.starts_on <= today and expert.user_id is not None:
        with scopes.enter(scopes.expert(expert.user_id)):
            posts.post_declare(
                post=Post.objects.select_related("delegation").get(pk=post.pk),
                actor=Actor(expert.user_id, Seat("expert", "expert", frozenset({"expert"}))), takes=True, words="",
                seen=posts.digest_of(post.disclosed),
            )  # fmt: skip


def _picture(text: str) -> bytes:
    image = Image.new("RGB", (800, 600), "#eef2f8")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((140, 120, 660, 430), 40, fill="#c9d7ec", outline="#1d4f91", width=6)
    draw.text((160, 480), f"{text} (demo)", fill="#1d4f91", font_size=26)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
