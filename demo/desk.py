"""What happened at the demo's fairs: eight incidents of the home center, all made up, of several kinds and in every state.

They are recorded through the services by the demo's staff. Pictures are drawn here and say 演示.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from demo.people import HOME
from demo.texts import desk_actor
from exhibitions.desk.models import HandOver, Incident, Shift
from exhibitions.desk.services.devices import device_open
from exhibitions.desk.services.duty import shift_add
from exhibitions.desk.services.files import file_add
from exhibitions.desk.services.incidents import incident_begin, incident_change, incident_move, locked
from exhibitions.desk.services.log import entry_add, handover_give, handover_take
from exhibitions.desk.services.requests import request_begin
from exhibitions.desk.services.stamps import Stamp
from exhibitions.desk.wire import incident_wire, moment
from exhibitions.fairs.models import Delegation, Exhibit, Participant
from portal.accounts.actors import Actor
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from portal.uuid7 import uuid7


@dataclass(frozen=True)
class Story:
    """One incident: which firm (by place in the roster), on which day and at what hour of the fair, what happened, what was done."""

    firm: int
    day: int
    hour: int
    kind: str
    summary: str
    opponent: str
    right: str = ""
    grave: bool = False
    log: tuple[tuple[str, str, str], ...] = ()
    photo: str = ""
    next_step: str = ""
    handled: bool = False
    more: dict[str, Any] = field(default_factory=dict)


PAST = (
    Story(
        0, 0, 10, "warning", "演示：对方律师到展位递交警告函，称折叠结构侵犯其专利，要求当场签署停止侵权声明。企业没有签字，联系了驻会服务点。",
        "演示权利人甲公司（并不存在）", "DE 发明专利 DEMO-0001", log=(
            ("met", "对方代理律师（演示）", "演示：核对授权书并拍照留存，说明由企业的律师在三日内书面答复。"),
            ("step", "", "演示：联系值班律师核对权利要求，初步意见为不落入保护范围。"),
        ), photo="Warning letter",
    ),
    Story(
        1, 1, 11, "customs", "演示：海关人员到展位查验充电器，核对认证标志和商标，要求出示授权材料。", "当地海关（演示）", "EU 商标 DEMO-0002", log=(
            ("met", "海关官员（演示）", "演示：出示展会资料包中的注册证副本，官员核对后离开，未查扣。"),
        ), photo="Customs check",
    ),
    Story(
        2, 2, 15, "complaint_against", "演示：竞争对手向主办方知识产权服务台投诉外观设计，服务台会同律师到展位查看。", "演示权利人乙公司（并不存在）", "RCD 外观设计 DEMO-0003", log=(
            ("contact", "主办方知识产权服务台（演示）", "演示：双方到场说明，企业同意遮盖一款展品，其余继续展出。"),
            ("note", "", "演示：企业对遮盖范围有异议，已解释主办方规则。"),
        ),
    ),
)  # fmt: skip
RUNNING = (
    Story(
        0, 0, 10, "injunction", "演示：法院执行人员到展位送达临时禁令，要求立即停止展出电动滑板车并交出宣传册。企业已撤下展品，请求代理人支援。",
        "演示权利人丙公司（并不存在）", "DE 实用新型 DEMO-0004", grave=True, log=(
            ("served", "法院执行人员（演示）", "演示：禁令正本一份，送达时间以回证为准，已拍照。"),
            ("step", "", "演示：展品已撤下装箱，封条完好；未签署任何声明。"),
            ("note", "", "演示：需在收到后尽快决定是否提出异议，请中心转办。"),
        ), photo="Court order", next_step="与代理律师确认异议期限",
    ),
    Story(
        1, 0, 14, "seizure", "演示：警察会同海关扣走两箱样品，开具清单，企业保留了副本。", "当地海关和警察（演示）", "EU 商标 DEMO-0005", grave=True, log=(
            ("met", "警官（演示）", "演示：记录警号和清单编号，未同意放弃样品。"),
        ), photo="Seizure list", next_step="核对扣押清单，联系领事馆",
    ),
    Story(
        2, 0, 16, "warning", "演示：展位收到电子邮件警告函，称面板图案与其外观设计近似。", "演示权利人丁公司（并不存在）", "RCD 外观设计 DEMO-0006", log=(
            ("step", "", "演示：对照展前排查结论，备选面板已换上。"),
        ),
    ),
    Story(
        3, 1, 9, "complaint_by", "演示：企业发现对面展位仿冒自己的外观设计，请服务点陪同向主办方投诉。", "演示仿冒展位（并不存在）", "DE 外观设计 DEMO-0007", log=(
            ("contact", "主办方知识产权服务台（演示）", "演示：提交注册证和对比照片，对方签署撤展声明。"),
        ), photo="Two lamps", handled=True,
    ),
    Story(
        4, 1, 10, "other", "演示：有人以“展会检查”为名索要企业通讯录和报价单，未出示证件，企业拒绝后离开。", "身份不明（演示）",
    ),
)  # fmt: skip


def make_desk(centers: dict[str, Center]) -> int:
    """Record the incidents of the home center's past and running fairs; return how many."""
    home = centers[HOME]
    handler, supervisor = desk_actor("handler", "handler", home), desk_actor("supervisor", "supervisor", home)
    today = timezone.localdate()
    with scopes.enter(handler.scope()):
        rows = Delegation.objects.filter(center=home).select_related("edition__fair")
        past = rows.filter(edition__ends_on__lt=today).order_by("-edition__ends_on").first()
        running = rows.filter(edition__starts_on__lte=today, edition__ends_on__gte=today).order_by("pk").first()
        if past is None or running is None:
            return 0
        for story in PAST:
            _moved(_recorded(story, past, handler), "handled", handler)
        made = [_recorded(story, running, handler) for story in RUNNING]
        _became_request(made[0], handler)
        _shifts(running, handler, supervisor)
        _handover(past, handler)
        given = _handover(running, handler)
        device_open(name="承办人己的平板（演示）", delegation=running, actor=handler)
    with scopes.enter(supervisor.scope()):
        handover_take(handover=given, at=_stamp(timezone.now()), actor=supervisor)
        _conflict(made[2], supervisor)
    return len(PAST) + len(RUNNING)


def _stamp(at: dt.datetime) -> Stamp:
    return Stamp(at, 0, at)


def _at(delegation: Delegation, day: int, hour: int) -> dt.datetime:
    """A moment of the fair by its own clock, not later than a few minutes ago: the running one may have begun yesterday."""
    zone = ZoneInfo(delegation.edition.fair.time_zone)
    first = dt.datetime.combine(delegation.edition.starts_on, dt.time(hour, 20), zone)
    return min(first + dt.timedelta(days=day), timezone.now() - dt.timedelta(minutes=40))


def _recorded(story: Story, delegation: Delegation, handler: Actor) -> Incident:
    firms = list(
        Participant.objects.filter(delegation=delegation, state="confirmed", enterprise__isnull=False).order_by("pk")
    )
    firm = firms[story.firm % len(firms)]
    exhibit = Exhibit.objects.filter(participant=firm, taken_out_at=None).order_by("pk").first()
    at = _at(delegation, story.day, story.hour)
    data = {
        "kind": story.kind, "is_grave": story.grave, "happened_at": moment(at), "participant": str(firm.public_id),
        "exhibit": str(exhibit.public_id) if exhibit else "", "hall": firm.hall, "booth": firm.booth, "opponent": story.opponent,
        "asserted_right": story.right, "summary": story.summary, "next_step": story.next_step,
    }  # fmt: skip
    after = at + dt.timedelta(minutes=10)
    incident = incident_begin(delegation=delegation, public_id=uuid7(), data=data, at=_stamp(after), actor=handler)
    for step, (kind, who, text) in enumerate(story.log):
        when = after + dt.timedelta(minutes=10 * step)
        line = {"kind": kind, "at": moment(when), "who": who, "text": text, "is_internal": kind == "note"}
        entry_add(incident=incident, public_id=uuid7(), data=line, at=_stamp(when), actor=handler)
    if story.photo:
        _photo(incident, story.photo, after, handler)
    if story.handled:
        _moved(incident, "handled", handler)
    return incident


def _moved(incident: Incident, target: str, actor: Actor) -> None:
    now = locked(incident)
    incident_move(incident=now, base=now.state, target=target, made_at=timezone.now(), actor=actor)


def _photo(incident: Incident, words: str, at: dt.datetime, handler: Actor) -> None:
    body = picture(words)
    file_add(
        incident=incident, public_id=uuid7(), kind="photo", caption=f"演示图：{words}", sha256=hashlib.sha256(body).hexdigest(),
        upload=SimpleUploadedFile(f"{words.lower().replace(' ', '-')}.jpg", body, "image/jpeg"), at=_stamp(at), actor=handler,
    )  # fmt: skip


def picture(words: str) -> bytes:
    """Draw a JPEG that says what it stands for and that it is a demonstration."""
    image = Image.new("RGB", (1200, 800), "#f4f1ea")
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 90, 1080, 640), fill="#ffffff", outline="#8a8a8a", width=4)
    for line in range(6):
        draw.rectangle((190, 190 + 65 * line, 1010 - 90 * (line % 3), 210 + 65 * line), fill="#d8dde6")
    draw.text((150, 690), f"{words}: DEMONSTRATION, NOT A REAL PAPER", fill="#a8322a", font_size=40)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _became_request(incident: Incident, handler: Actor) -> None:
    request_begin(incident=incident, actor=handler)


def _conflict(incident: Incident, supervisor: Actor) -> None:
    """Two people without a network wrote different things about the other side: a person has to decide."""
    knew = incident_wire(incident)
    for words in ("演示权利人丁公司（警告函抬头）", "演示权利人丁公司的独家被许可人（电话里自称）"):
        incident_change(
            incident=locked(incident), base={"opponent": knew["opponent"]}, data={"opponent": words}, made_at=timezone.now(),
            actor=supervisor,
        )  # fmt: skip


def _shifts(delegation: Delegation, *people: Actor) -> None:
    zone = ZoneInfo(delegation.edition.fair.time_zone)
    first = dt.datetime.combine(delegation.edition.starts_on, dt.time(9), zone)
    days = (delegation.edition.ends_on - delegation.edition.starts_on).days + 1
    for day in range(days):
        for half, who in enumerate(people):
            begins = first + dt.timedelta(days=day, hours=5 * half)
            shift_add(
                shift=Shift(
                    delegation=delegation, center_id=delegation.center_id, user_id=who.own_user_id, starts_at=begins,
                    ends_at=begins + dt.timedelta(hours=5), phone="+49 30 0000000", note="3.1 馆服务点（演示）",
                )
            )  # fmt: skip


def _handover(delegation: Delegation, handler: Actor) -> HandOver:
    notes = "演示：3.1 馆两家企业今天收到警告函，资料在服务点文件夹；明早九点前请先联系值班律师，再去看 5 馆。"
    at = _at(delegation, 0, 17)
    return handover_give(delegation=delegation, public_id=uuid7(), data={"notes": notes}, at=_stamp(at), actor=handler)
