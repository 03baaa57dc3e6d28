"""What an applicant declares when filing: full texts with versions. A filed case stores the version it was given to.

Change a text only by adding a new version; the old one stays, because old applications print it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

CURRENT = "2026-11"


@dataclass(frozen=True)
class Statement:
    """One declaration in both languages; the Chinese wording governs."""

    key: str
    version: str
    title_zh: str
    title_en: str
    body_zh: str
    body_en: str

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_zh if (get_language() or "zh").startswith("zh") else self.title_en

    @property
    def body(self) -> str:
        """The text in the reader's language."""
        return self.body_zh if (get_language() or "zh").startswith("zh") else self.body_en


_ALL = (
    Statement(
        "truth",
        "2026-11",
        "真实性声明",
        "Statement of truth",
        "本申请所填内容和所附材料真实、完整，复印件与原件一致。如有不实，由申请人承担相应责任。",
        "What is stated in this request and its attachments is true and complete, and copies agree with their originals. "
        "The applicant answers for untrue statements.",
    ),
    Statement(
        "processing",
        "2026-11",
        "个人信息和案件材料处理同意书",
        "Consent to processing",
        "同意受理本申请的指导中心、国家海外知识产权纠纷应对指导中心，以及经利益冲突声明后被指派的专家，为办理本申请使用所提交的"
        "个人信息和材料。材料不对外公开；向境外专家提供材料须另行取得书面同意。申请人可以查阅、更正，也可以撤回申请。",
        "I agree that the guidance center that receives this request, the national guidance center, and experts assigned "
        "after declaring no conflict of interest use the personal information and materials for handling this request. "
        "Nothing is published; giving materials to experts abroad needs a separate written consent. The applicant may "
        "read and correct them, and may withdraw the request.",
    ),
    Statement(
        "library",
        "2026-11",
        "匿名用于案例库的同意书（可不同意）",
        "Consent to anonymised use in the case library (optional)",
        "同意在隐去申请人名称、个人信息和商业秘密之后，将本案作为案例供其他企业参考。不同意不影响办理；同意后可以随时撤回。",
        "I agree that, once names, personal information and trade secrets are removed, this case may serve other firms as "
        "an example. Refusing changes nothing in the handling; consent can be withdrawn at any time.",
    ),
)
_BY_KEY = {(statement.key, statement.version): statement for statement in _ALL}


def statement(key: str, version: str = "") -> Statement:
    """Give a declaration (`truth`, `processing`, `library`) in one of its versions; "" means the current one."""
    return _BY_KEY[key, version or CURRENT]
