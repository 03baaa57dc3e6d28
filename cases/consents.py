"""What an applicant declares when filing, in the words and the version it was declared in.

A case stores the version, so a text is never changed without a new version. The Chinese wording governs.
"""

from __future__ import annotations

from dataclasses import dataclass

from portal.reference.text import pick


@dataclass(frozen=True)
class ConsentText:
    """One declaration of the filing form: in full, because the application prints what was declared."""

    key: str
    version: str
    title_zh: str
    body_zh: str
    title_en: str
    body_en: str

    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self.title_zh, self.title_en)

    def body(self) -> str:
        """Return the text in the reader's language."""
        return pick(self.body_zh, self.body_en)


#: The version that filing offers. Older ones stay in the table: what was declared is printed as it was declared.
CONSENT_VERSION = "2026-1"

_CONSENTS = (
    ConsentText(
        key="truth",
        version="2026-1",
        title_zh="真实性声明",
        body_zh=(
            "申请人声明：本申请填写的内容和所附材料真实、完整，没有隐瞒或虚构；有关情况发生变化的，将及时告知受理中心。"
            "申请人知悉，内容或材料不实的，中心可以不予受理或者终止指导。"
        ),
        title_en="Statement of truth",
        body_en=(
            "The applicant states that what is entered in this request and the material enclosed are true and complete, "
            "with nothing hidden or invented, and will tell the center when circumstances change. The applicant knows "
            "that the center may decline the request or end its guidance when they turn out to be untrue."
        ),
    ),
    ConsentText(
        key="processing",
        version="2026-1",
        title_zh="个人信息和申请材料处理同意书",
        body_zh=(
            "申请人同意国家海外知识产权纠纷应对指导中心及受理本申请的分中心，为受理、指导和跟踪本纠纷以及依规统计报送，处理"
            "本申请中的联系人姓名、电话、电子邮箱等个人信息和申请材料；指派专家时，向已声明无利益冲突的专家提供办理所必需的"
            "内容。信息和材料存放在中国境内；确需向境外提供的，将另行取得单独同意并依法办理手续。申请人可以随时查阅、更正"
            "或者撤回同意；撤回同意不影响此前已进行的处理，但可能使中心无法继续指导。详见本网站的个人信息保护说明。"
        ),
        title_en="Consent to the processing of personal data and material",
        body_en=(
            "The applicant agrees that the National Guidance Center for Overseas IP Dispute Response and the sub-center "
            "that receives this request process the personal data in it (name, phone and e-mail of the contact person "
            "and others) and its material in order to receive, guide and follow the dispute and to report statistics as "
            "required; and that an expert who has declared no conflict of interest is given what the work needs. Data "
            "and material are kept in mainland China; before anything has to be sent abroad, separate consent is asked "
            "for and the procedures of the law are followed. The applicant may inspect and correct them or withdraw this "
            "consent at any time; that does not affect what was done before, but the center may then be unable to go on. "
            "See this site's privacy page for details."
        ),
    ),
    ConsentText(
        key="library",
        version="2026-1",
        title_zh="匿名编入案例库同意书",
        body_zh=(
            "申请人同意：本纠纷结案后，中心可以隐去申请人、联系人、对方当事人的名称以及案号、商业秘密等能够识别身份的内容，"
            "经两人复核，编为典型案例供其他企业参考。本项同意完全自愿，不同意不影响申请的受理和指导；案例发布前可以随时撤回。"
        ),
        title_en="Consent to anonymised use in the case library",
        body_en=(
            "The applicant agrees that, after the dispute has ended, the center may remove the names of the applicant, "
            "the contact person and the other side, case numbers, trade secrets and whatever else identifies them, have "
            "two people review the result and publish it as a typical case for other firms. This consent is voluntary: "
            "refusing it changes nothing about the request, and it may be withdrawn at any time before publication."
        ),
    ),
)


def consent_text(key: str, version: str | None = None) -> ConsentText:
    """Return a declaration (`truth`, `processing`, `library`) in the version given, or in the present one.

    Raises LookupError for a text that was never in force.
    """
    wanted = version or CONSENT_VERSION
    for text in _CONSENTS:
        if (text.key, text.version) == (key, wanted):
            return text
    raise LookupError(f"There is no text {key!r} of version {wanted!r}.")
