"""Sample data for the documents. Names, numbers and firms are invented; the amounts and dates only have to fit together."""

import datetime as dt
from decimal import Decimal

from cases.papers.application import (
    Applicant,
    Application,
    Consent,
    Dispute,
    Opponent,
    ProductLine,
    RightLine,
    ServedLine,
)
from cases.papers.dossier import Dossier, Event, Evidence, IssuedPaper, Message, Row
from cases.papers.letters import (
    AcceptanceNotice,
    DeclineNotice,
    Letter,
    MissingItem,
    SupplementNotice,
    TerminationNotice,
)
from cases.papers.opinion import GuidanceOpinion, OptionLine, Signature
from cases.papers.parts import (
    Addressee,
    CaseReference,
    DeadlineLine,
    FileLine,
    Letterhead,
    Money,
)
from portal.documents.pdf.numbering import DocumentNumber

CST = dt.timezone(dt.timedelta(hours=8))
VERIFY = "https://portal.example.cn/verify/"

LETTERHEAD = Letterhead(
    issuing_body="国家海外知识产权纠纷应对指导中心浙江分中心",
    contact="陈立",
    phone="0571-5555 0100",
    email="help@zhejiang.example.cn",
    address="浙江省杭州市示例路1号",
    portal_host="zhejiang.portal.example.cn",
)
FIRM = Addressee(name="宁波示例电动工具有限公司", kind="legal")
CASE = CaseReference(
    number="ZJ-2026-7K3M9-4",
    title="美国得克萨斯州东区法院专利侵权诉讼",
    submitted_on=dt.date(2026, 11, 9),
)
DEADLINES = (
    DeadlineLine(
        what="提交答辩状或者提出驳回动议",
        due=dt.date(2026, 11, 24),
        zone="美国中部时间（UTC−6）",
        forum="美国得克萨斯州东区联邦地区法院",
        basis="自2026年11月3日送达起21日",
        legal_source="FRCP 12(a)(1)(A)(i)",
    ),
    DeadlineLine(
        what="向专利审判和上诉委员会提出多方复审请求",
        due=dt.date(2027, 11, 3),
        due_time=dt.time(23, 59),
        zone="美国东部时间（UTC−5）",
        forum="美国专利商标局专利审判和上诉委员会",
        basis="自2026年11月3日送达起1年",
        legal_source="35 U.S.C. 315(b)",
    ),
)


def moment(day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=CST)


def usd(amount: str) -> Money:
    return Money(
        amount=Decimal(amount),
        currency="USD",
        cny=(Decimal(amount) * Decimal("7.1")).quantize(Decimal("0.01")),
        rate_date=dt.date(2026, 11, 20),
    )


def supplement(**changes: object) -> SupplementNotice:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "number": DocumentNumber("浙海知纠补", 2026, 12),
        "addressee": FIRM,
        "case": CASE,
        "issued_at": moment(12),
        "items": (
            MissingItem(
                name="授权委托书",
                detail="请提交由法定代表人签字并加盖公章的原件扫描件，写明代理人姓名和代理权限。",
            ),
            MissingItem(
                name="境外法院传票及起诉状",
                detail="请提交完整文本（含附件），并注明收到的日期和送达方式。",
            ),
            MissingItem(
                name="涉案产品说明",
                detail="请提供型号、结构图和最近三年对美国的出口数量及金额。",
            ),
        ),
        "due": dt.date(2026, 11, 27),
        "deadlines": DEADLINES[:1],
        "attachments": ("授权委托书样式", "涉案产品信息表"),
    }
    return SupplementNotice(**{**values, **changes})  # type: ignore[arg-type]


def decline(**changes: object) -> DeclineNotice:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "number": DocumentNumber("浙海知纠否", 2026, 3),
        "addressee": Addressee(name="李明", kind="natural"),
        "case": CaseReference(
            number="ZJ-2026-9Q2WA-1",
            title="国内商标转让合同争议",
            submitted_on=dt.date(2026, 11, 5),
        ),
        "issued_at": moment(11),
        "reason": "不属于海外知识产权纠纷",
        "explanation": "您反映的商标转让合同签订地、履行地和双方当事人均在境内，涉案商标为境内注册商标，争议不涉及境外法域的知识产权。",
        "next_steps": (
            "向有管辖权的人民法院提起诉讼，或者依照合同约定申请仲裁。",
            "向当地知识产权维权援助机构咨询，全国统一热线为12345。",
        ),
    }
    return DeclineNotice(**{**values, **changes})  # type: ignore[arg-type]


def acceptance(**changes: object) -> AcceptanceNotice:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "number": DocumentNumber("浙海知纠受", 2026, 128),
        "addressee": FIRM,
        "case": CASE,
        "issued_at": moment(13),
        "accepted_on": dt.date(2026, 11, 13),
        "handling_center": "浙江分中心",
        "handler": "王芳",
        "handler_phone": "0571-5555 0101",
        "requests": ("侵权分析", "专家意见", "律师推荐"),
        "opinion_due": dt.date(2026, 11, 20),
        "opinion_working_days": 5,
        "deadlines": DEADLINES,
        "duties": ("请于11月16日前与承办人确认境外律师的聘请情况。",),
    }
    return AcceptanceNotice(**{**values, **changes})  # type: ignore[arg-type]


def termination(**changes: object) -> TerminationNotice:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "number": DocumentNumber("浙海知纠终", 2026, 5),
        "addressee": FIRM,
        "case": CASE,
        "issued_at": moment(21),
        "effective_on": dt.date(2026, 11, 21),
        "reason": "申请人未配合提供必要材料，指导无法继续",
        "explanation": "我单位于2026年11月14日、11月18日两次请你单位提供涉案产品结构图和销售数据，至今未收到。缺少上述材料，无法进行侵权比对。",
        "work_done": (
            "整理涉案专利法律状态和同族信息。",
            "提供得克萨斯州东区法院诉讼程序和期限说明。",
        ),
        "next_steps": (
            "请尽快委托美国律师，在期限届满前申请延期答辩。",
            "材料齐备后可以重新提出申请，原有材料无须重复提交。",
        ),
        "deadlines": DEADLINES[:1],
    }
    return TerminationNotice(**{**values, **changes})  # type: ignore[arg-type]


def opinion(**changes: object) -> GuidanceOpinion:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "number": DocumentNumber("浙海知纠意", 2026, 96),
        "addressee": FIRM,
        "case": CASE,
        "issued_at": moment(20),
        "version": 2,
        "materials": (
            "起诉状及其附件",
            "涉案专利授权文本",
            "产品结构图（3份）",
            "2023—2026年出口报关单",
        ),
        "facts": (
            "2026年10月27日，Łódź Power Tools LLC（以下称原告）在美国得克萨斯州东区联邦地区法院起诉你单位，"
            "案号为2:26-cv-00999，指控型号ND-18的充电式电钻侵犯其第US 11,999,999 B2号专利权利要求1、4和9。\n"
            "你单位于2026年11月3日收到传票和起诉状。2023年至2026年10月，涉案产品对美国出口约42万台，金额约1,180万美元。\n"
            "原告名下无制造业务，近五年在同一法院提起过27件专利诉讼。"
        ),
        "analysis": (
            "（一）侵权可能性。权利要求1要求“由单一壳体同时容纳电机和电池控制板”，涉案产品的控制板位于可拆卸电池包内，"
            "不在主壳体中，字面侵权可能性较低；等同侵权尚需结合审查历史判断。\n"
            "（二）专利稳定性。检索到2014年公开的JP 2014-123456 A和CN 103000000 A，公开了权利要求1的主要特征，"
            "对权利要求1、4的新颖性或者创造性构成挑战。\n"
            "（三）程序和管辖。你单位在得克萨斯州无营业场所，但外国公司不适用专利诉讼审判地的一般限制，提出不便管辖的成功率不高。"
        ),
        "options": (
            OptionLine(
                name="应诉并提出不侵权抗辩",
                comment="委托美国律师答辩，集中在控制板位置这一特征上，争取简易判决。证据开示负担较重；等同侵权有不确定性。",
                cost="USD 600,000–1,200,000",
                duration="12—20个月",
            ),
            OptionLine(
                name="多方复审",
                comment="以两件现有技术请求宣告权利要求1、4不可专利，并申请中止诉讼。立案与否由专利审判和上诉委员会裁量；未获支持的理由此后不得再提出。",
                cost="USD 180,000–350,000",
                duration="约18个月",
            ),
            OptionLine(
                name="许可或者和解",
                comment="在提出复审请求后谈判，以一次性付款了结。可能引来其他非实施主体的诉讼。",
                cost="不超过USD 150,000",
                duration="3—6个月",
            ),
            OptionLine(
                name="规避设计",
                comment="将控制板移至独立壳体，后续型号不再涉及权利要求1。不能免除对过去销售的责任。",
                duration="4个月",
            ),
        ),
        "risks": "未在2026年11月24日前答辩的，法院可以作出缺席判决。\n账户和平台店铺可能被申请临时限制措施，建议及早清点在途货物和账户余额。",
        "recommendation": "建议以多方复审为主、不侵权抗辩为辅，同时保留和解谈判的可能。请在11月22日前确定美国律师，并先行申请延期答辩。",
        "signatures": (
            Signature(
                role="出具意见专家",
                name="赵启明",
                organisation="示例大学知识产权学院",
                title="教授",
                signed_at=moment(19, 16, 40),
            ),
            Signature(
                role="复核人",
                name="周敏",
                organisation="浙江分中心",
                title="负责人",
                signed_at=moment(20, 9, 15),
            ),
        ),
        "deadlines": DEADLINES,
    }
    return GuidanceOpinion(**{**values, **changes})  # type: ignore[arg-type]


def file_line(number: int, name: str, **changes: object) -> FileLine:
    values: dict[str, object] = {
        "name": name,
        "size": 84_000 * number,
        "sha256": f"{number:02x}" * 32,
        "sm3": f"{number + 128:02x}" * 32,
        "secrecy": "商业秘密",
        "kind": "证据",
        "uploaded_at": moment(9, 9, number % 60),
        "uploaded_by": "张伟",
    }
    return FileLine(**{**values, **changes})  # type: ignore[arg-type]


def application(**changes: object) -> Application:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "case_number": CASE.number,
        "submitted_at": moment(9, 14, 3),
        "source": "网站",
        "applicant": Applicant(
            kind="legal",
            kind_label="法人",
            name=FIRM.name,
            id_label="统一社会信用代码",
            id_number="91330200MA2XXXXX07",
            province="浙江省",
            city="宁波市",
            address="宁波市鄞州区示例路88号",
            industry="C 制造业",
            specialised=True,
            contact="张伟",
            phone="+86 138 0000 0000",
            email="legal@example.com",
            agent="示例律师事务所　孙律师",
            power_of_attorney=True,
        ),
        "dispute": Dispute(
            role="被控侵权",
            kind="侵权",
            ip_kinds=("专利", "商标"),
            countries=("美国", "中国台湾"),
            forum_kind="法院",
            forum="美国得克萨斯州东区联邦地区法院",
            foreign_case_number="2:26-cv-00999",
            cause="专利侵权",
            stage="已立案，待答辩",
            exhibition="2026年科隆国际五金展",
            first_known_on=dt.date(2026, 11, 3),
            amount=usd("1250000.00"),
            tro=True,
            frozen=usd("86400.55"),
            opponents=(
                Opponent(
                    name="Łódź Power Tools LLC",
                    country="美国",
                    npe=True,
                    counsel="Doe & Roe LLP",
                ),
                Opponent(name="株式会社サンプル電機", country="日本", npe=False),
                Opponent(name="한국샘플전자 주식회사", country="韩国", counsel="Київ Law"),
            ),
            asserted_rights=(
                RightLine(
                    kind="发明专利",
                    number="US 11,999,999 B2",
                    title="Cordless drill with integrated battery controller",
                    owner="Łódź Power Tools LLC",
                    country="美国",
                    expires_on=dt.date(2038, 5, 14),
                ),
            ),
            own_rights=(
                RightLine(
                    kind="实用新型",
                    number="ZL 2020 2 0000000.1",
                    title="一种电钻壳体",
                    country="中国",
                ),
            ),
            products=(ProductLine(name="ND-18 充电式电钻", hs_code="8467.21", nice_class="7"),),
            served=(
                ServedLine(
                    title="传票及起诉状（Summons and Complaint）",
                    served_on=dt.date(2026, 11, 3),
                    manner="邮寄",
                ),
            ),
            history="2024年3月曾收到原告律师函，未回复。\n2026年9月，亚马逊下架涉案链接两条。",
        ),
        "requests": ("咨询", "侵权分析", "专家意见", "律师推荐"),
        "request_note": "希望在答辩期届满前得到是否侵权的初步判断。",
        "files": (
            file_line(1, "起诉状.pdf"),
            file_line(2, "产品结构图-ND-18（第3版，含电池包与控制板爆炸图）.pdf"),
            file_line(3, "授权委托书.jpg", secrecy="一般"),
        ),
        "consents": (
            Consent(
                title="真实性声明",
                text="本人（本单位）声明所填内容和所附材料真实、完整，并对此负责。",
                version="2026-1",
                given=True,
                given_at=moment(9, 14, 3),
            ),
            Consent(
                title="个人信息处理同意",
                text="同意受理中心为办理本申请处理所填个人信息，并提供给承办的专家。",
                version="2026-2",
                given=True,
                given_at=moment(9, 14, 3),
            ),
            Consent(
                title="案例库匿名使用同意（自愿）",
                text="同意在结案并匿名处理后，将本案编入案例库。",
                version="2026-1",
                given=False,
            ),
        ),
        "deadlines": DEADLINES[:1],
    }
    return Application(**{**values, **changes})  # type: ignore[arg-type]


def dossier(**changes: object) -> Dossier:
    values: dict[str, object] = {
        "letterhead": LETTERHEAD,
        "number": "ZJ-2026-7K3M9-4-J01",
        "case_number": CASE.number,
        "case_title": CASE.title,
        "applicant": FIRM.name,
        "state": "已结案",
        "submitted_on": CASE.submitted_on,
        "closed_on": dt.date(2026, 11, 21),
        "compiled_at": moment(22, 8, 30),
        "compiled_by": "王芳",
        "retention": "10年",
        "secrecy": "内部",
        "summary": (
            Row(label="申请人", text=f"{FIRM.name}（91330200MA2XXXXX07）"),
            Row(label="纠纷", text="被控侵权；专利；美国；2:26-cv-00999"),
            Row(label="对方当事人", text="Łódź Power Tools LLC（美国）"),
            Row(label="承办", text="浙江分中心　王芳；专家　赵启明"),
        ),
        "timeline": (
            Event(at=moment(9, 14, 3), what="提交申请", who="张伟"),
            Event(
                at=moment(12, 10),
                what="通知补充材料",
                who="王芳",
                note="限期2026-11-27，办理期限暂停",
            ),
            Event(at=moment(13, 9), what="受理", who="王芳"),
            Event(
                at=moment(14, 11),
                what="派员",
                who="周敏",
                note="专家赵启明，已声明无利益冲突",
            ),
            Event(at=moment(20, 9, 15), what="出具指导意见", who="周敏"),
            Event(at=moment(21, 17), what="结案", who="王芳", note="和解"),
        ),
        "deadlines": DEADLINES,
        "papers": (
            IssuedPaper(
                key="acceptance",
                title="受理通知书",
                number="浙海知纠受〔2026〕128号",
                issued_on=dt.date(2026, 11, 13),
                sha256="a1" * 32,
            ),
            IssuedPaper(
                key="opinion",
                title="指导意见书",
                number="浙海知纠意〔2026〕96号",
                issued_on=dt.date(2026, 11, 20),
                sha256="b2" * 32,
            ),
        ),
        "evidence": (
            Evidence(
                key="complaint",
                file=file_line(1, "起诉状.pdf"),
                media_type="application/pdf",
            ),
            Evidence(
                key="photo",
                file=file_line(2, "涉案产品照片.jpg", secrecy="一般"),
                media_type="image/jpeg",
            ),
            Evidence(
                key="sheet",
                file=file_line(3, "销售数据.xlsx"),
                media_type="application/vnd.ms-excel",
            ),
            Evidence(
                key="secret",
                file=file_line(4, "研发记录.pdf", secrecy="核心商业秘密"),
                media_type="application/pdf",
                merge=False,
                note="申请人要求保密，不并入卷宗",
            ),
        ),
        "messages": (
            Message(
                at=moment(10, 9, 12),
                sender="张伟",
                role="申请人",
                text="您好，对方律师今天又发来一封邮件，请看附件。",
                files=("邮件.eml",),
            ),
            Message(
                at=moment(10, 9, 40),
                sender="王芳",
                role="承办人",
                text="已收到。请不要自行回复，等律师确定后统一答复。\n另请补充授权委托书。",
            ),
        ),
        "outcome": (
            Row(label="结果", text="和解"),
            Row(label="挽回损失", text="USD 1,100,000.00（折合CNY 7,810,000.00）"),
            Row(label="满意度", text="5（非常满意）"),
        ),
    }
    return Dossier(**{**values, **changes})  # type: ignore[arg-type]


def letters() -> tuple[Letter, ...]:
    return supplement(), decline(), acceptance(), termination(), opinion()
