"""The demo's people: one account per persona with a fixed address, and colleagues, experts and members around them."""

from __future__ import annotations

import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from demo.places import CENTERS, CITIES, CYCLE, GOODS, MARK_EN, MARK_ZH, DemoCenter, demo_uscc
from experts.models import Expert
from portal.accounts.models import Enterprise, EnterpriseMember, User
from portal.tenancy.models import CENTER_ROLES, Center, Membership

PASSWORD = "demo-Zhinan-2026"  # noqa: S105 - printed by make demo
# Every demo account with a second factor uses this secret; `manage.py demo_code EMAIL` prints the present code.
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - printed by make demo
DOMAIN = "demo.zhinan.example"
HOME = "ZJ"  # the center of the printed accounts
ELSEWHERE = "SZ"  # the outsider's

# persona → (address before the @, name in Chinese)
PERSONAS: dict[str, tuple[str, str]] = {
    "owner": ("enterprise", "企业负责人甲"),
    "member": ("member", "企业经办人乙"),
    "readonly": ("readonly", "企业查阅人丙"),
    "agent": ("agent", "代理律师丁"),
    "intake": ("intake", "受理员戊"),
    "handler": ("handler", "承办人己"),
    "supervisor": ("supervisor", "负责人庚"),
    "coordinator": ("coordinator", "统筹员辛"),
    "editor": ("editor", "编辑壬"),
    "reviewer": ("reviewer", "审核员癸"),
    "analyst": ("analyst", "统计员子"),
    "expert": ("expert", "专家丑"),
    "sysadmin": ("sysadmin", "系统管理员寅"),
    "secadmin": ("secadmin", "安全管理员卯"),
    "auditor": ("auditor", "审计管理员辰"),
}
EXPERTS = 40
_EXPERT_KINDS = ("lawyer", "attorney", "scholar", "examiner", "commissioner")
_EXPERT_COUNTRIES = (
    ["US"],
    ["US", "CA"],
    ["DE", "FR"],
    ["GB"],
    ["JP"],
    ["KR"],
    ["VN", "TH", "ID"],
    ["BR", "MX"],
    ["AE", "SA"],
    ["IN"],
)
_EXPERT_LANGUAGES = (
    ["en"],
    ["en", "fr"],
    ["de", "en"],
    ["en"],
    ["ja"],
    ["ko"],
    ["vi", "en"],
    ["pt", "es"],
    ["ar", "en"],
    ["en"],
)
_IP = (["patent"], ["trademark"], ["patent", "design"], ["trademark", "copyright"], ["trade_secret", "patent"])

_password_hash = make_password(PASSWORD)


def address(local: str) -> str:
    """Give the demo address of a local part."""
    return f"{local}@{DOMAIN}"


def make_center(demo: DemoCenter) -> Center:
    """Create a center."""
    return Center.objects.create(
        code=demo.code, kind=demo.kind, name_zh=demo.zh + MARK_ZH, name_en=demo.en + MARK_EN, letter_code=demo.letters,
        province=demo.province, city=demo.city, industries=list(demo.industries), countries=list(demo.countries),
        phone="+861000000000", email=address(f"center.{demo.code.lower()}"), address="演示地址，无实际机构 (demo address, no office)", is_demo=True,
    )  # fmt: skip


def make_user(local: str, name: str, *, second_factor: bool) -> User:
    """Create a verified person; staff, experts and administrators get an authenticator app and recovery codes."""
    user = User(email=address(local), name=name, password=_password_hash, is_demo=True)
    user.full_clean()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if second_factor:
        TOTP.activate(user, TOTP_SECRET)
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists():
            RecoveryCodes.activate(user)
    return user


def make_centers() -> dict[str, Center]:
    """Create the twelve centers, by code."""
    return {demo.code: make_center(demo) for demo in CENTERS}


def make_staff(centers: dict[str, Center]) -> None:
    """Give every center an intake, two handlers and a supervisor; the home center's carry the printed addresses."""
    for code, center in centers.items():
        for role in sorted(CENTER_ROLES):
            local, name = PERSONAS[role]
            home = code == HOME
            user = make_user(local if home else f"{local}.{code.lower()}", f"{code} {name}", second_factor=True)
            Membership.objects.create(user=user, center=center, role=role)
        second = make_user(f"handler2.{code.lower()}", f"{code} 承办人午", second_factor=True)
        Membership.objects.create(user=second, center=center, role="handler")
    national = centers["GJ"]
    for persona in ("coordinator", "editor", "reviewer", "analyst", "sysadmin", "secadmin", "auditor"):
        local, name = PERSONAS[persona]
        Membership.objects.create(user=make_user(local, name, second_factor=True), center=national, role=persona)


def make_enterprises(centers: dict[str, Center]) -> list[Enterprise]:
    """Create the sixty enterprises with an owner each; the first belongs to the printed accounts."""
    enterprises = []
    for n, pair in enumerate(CYCLE):
        city, province, code = CITIES[(n + 2) % len(CITIES)]
        goods, _zh, _en, _hs, _nice, industry = GOODS[n % len(GOODS)]
        enterprise = Enterprise.objects.create(
            kind="legal", name=f"{city}{pair}{goods}有限公司{MARK_ZH}", name_en=f"Demo Enterprise {n + 1:02d}{MARK_EN}",
            uscc=demo_uscc(n + 1, code or province), province=province, city=code, industry=industry,
            is_specialised=n % 4 == 0, is_demo=True, proved_at=timezone.now(),
        )  # fmt: skip
        local = PERSONAS["owner"][0] if n == 0 else f"owner{n + 1:02d}"
        owner = make_user(local, PERSONAS["owner"][1] if n == 0 else f"{pair}联系人", second_factor=False)
        EnterpriseMember.objects.create(enterprise=enterprise, user=owner, role="owner", state="active")
        enterprises.append(enterprise)
    for role in ("member", "readonly", "agent"):
        local, name = PERSONAS[role]
        user = make_user(local, name, second_factor=False)
        ends_on = timezone.localdate() + datetime.timedelta(days=365) if role == "agent" else None
        for enterprise in enterprises[: 3 if role == "agent" else 1]:
            EnterpriseMember.objects.create(
                enterprise=enterprise, user=user, role=role, state="active", ends_on=ends_on
            )
    return enterprises


def make_experts(centers: dict[str, Center]) -> list[Expert]:
    """Create forty experts: every fourth in the national bank, the rest spread over the centers."""
    local_centers = [center for code, center in centers.items() if code != "GJ"]
    today = timezone.localdate()
    experts = []
    for n in range(EXPERTS):
        national = n % 4 == 3
        center = centers["GJ"] if national else centers[HOME] if n == 0 else local_centers[n % len(local_centers)]
        local, name = PERSONAS["expert"] if n == 0 else (f"expert{n + 1:02d}", f"演示专家{CYCLE[n]}")
        user = make_user(local, name, second_factor=True)
        Membership.objects.create(user=user, center=center, role="expert")
        experts.append(
            Expert.objects.create(
                center=center,
                user=user,
                name=name,
                email=user.email,
                kind=_EXPERT_KINDS[n % 5],
                organisation=f"演示律师事务所{CYCLE[n % 12]}",
                ip_kinds=_IP[n % 5],
                countries=_EXPERT_COUNTRIES[n % 10],
                languages=_EXPERT_LANGUAGES[n % 10],
                industries=["C"],
                is_national=national,
                is_foreign=n % 13 == 12,
                biography="演示资料，并非真实人物。",
                term_from=today - datetime.timedelta(days=200 + n),
                term_to=today + datetime.timedelta(days=900 - 5 * n),
                is_demo=True,
            )
        )
    return experts
