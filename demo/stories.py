"""What the demo's disputes are about: patterns of real disputes with invented parties.

The kinds of goods, rights and proceedings follow public facts (Section 337 investigations 337-TA-1436, -1434, -1424,
-1441, -1241 and -1054, USITC news releases; the published figures on suits against Chinese firms). Parties, numbers and
events are invented and marked as such.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One pattern: choices of cases.choices, words, and the clock rule of the document served ("" for none)."""

    dispute_type: str
    role: str
    ip: tuple[str, ...]
    country: str
    forum: str
    forum_name: str
    stage: str
    cause: str
    summary: str
    served: str = ""
    rule_id: str = ""
    amount: tuple[int, str] | None = None
    tro: bool = False


STORIES = (
    Story(
        "infringement", "accused", ("patent",), "US", "court", "U.S. District Court (demo)", "served",
        "被诉侵犯美国发明专利",
        "收到美国联邦地区法院的传票和起诉状，对方称我司出口的{product}落入其专利权利要求 1、7 的保护范围，要求停止销售并赔偿。",
        "传票和起诉状", "us_dc_answer_served", (850_000, "USD"),
    ),
    Story(
        "trade_investigation", "accused", ("patent",), "US", "itc", "USITC", "itc_instituted",
        "337 调查被列为应诉方",
        "美国国际贸易委员会对进口{product}立案，我司被列为应诉方之一，申请人请求有限排除令和停止令。",
        "337 调查起诉书和立案通知", "us_itc_337_response", (3_000_000, "USD"),
    ),
    Story(
        "infringement", "accused", ("trademark", "copyright"), "US", "court", "U.S. District Court (demo)", "preliminary",
        "跨境店铺被申请临时限制令，账户冻结",
        "平台通知店铺因美国法院的临时限制令被冻结，起诉状列有多家店铺，尚未收到完整的证据材料。",
        "临时限制令", "us_dc_answer_served", (46_000, "USD"), True,
    ),
    Story(
        "squatting", "enforcing", ("trademark",), "VN", "office", "IP Viet Nam", "none",
        "商标在越南被他人抢先申请",
        "代理人发现我司主要商标在越南被他人申请，已经公告，指定商品与{product}相同。",
        "", "", None,
    ),
    Story(
        "exhibition", "accused", ("patent", "design"), "DE", "customs", "Zoll (demo)", "warning_letter",
        "德国展会收到律师警告信，展品被查验",
        "在德国参展期间收到对方律师的警告信，要求签署停止侵权声明，海关到展位查验{product}。",
        "律师警告信", "", (60_000, "EUR"),
    ),
    Story(
        "infringement", "accused", ("design",), "GB", "platform", "", "warning_letter",
        "平台收到外观设计侵权投诉，链接下架",
        "平台依据对方的外观设计权投诉下架了{product}的链接，要求在期限内提交反通知。",
        "", "", (12_000, "GBP"),
    ),
    Story(
        "infringement", "enforcing", ("patent",), "JP", "court", "", "none",
        "发现日本企业仿制我司专利产品",
        "在日本市场发现与我司{product}专利方案相同的产品，希望了解维权途径、费用和胜算。",
        "", "", (5_000_000, "JPY"),
    ),
    Story(
        "trade_secret", "accused", ("trade_secret",), "US", "court", "U.S. District Court (demo)", "discovery",
        "被诉侵犯商业秘密",
        "前合作方在美国起诉我司使用其{product}工艺，案件进入证据开示阶段。",
        "", "", (2_000_000, "USD"),
    ),
    Story(
        "licensing", "accused", ("patent",), "DE", "none", "", "warning_letter",
        "收到专利许可函，要求支付许可费",
        "对方来函称{product}使用其标准必要专利，要求按销售额支付许可费。",
        "", "", (300_000, "EUR"),
    ),
    Story(
        "infringement", "prevention", ("patent", "trademark"), "BR", "none", "", "none",
        "进入巴西市场前的风险排查",
        "准备向巴西出口{product}，请求排查专利和商标风险并提供预防建议。",
        "", "", None,
    ),
)  # fmt: skip

MESSAGES = (
    ("applicant", "您好，起诉状共 46 页，已全部上传。请问是否需要先翻译？"),
    ("center", "不需要全文翻译。请先补充产品图片和销售记录，我们同时安排检索。答辩期限请以法院文书载明的日期为准。"),
    ("applicant", "销售记录已上传，主要销往美国西海岸。"),
    ("center", "收到。专家将在三个工作日内联系您指定的联系人。"),
)
NOTES = (
    "对方为活跃维权人，近两年有多起类似案件（演示内容）。",
    "已与国家中心沟通，可参考同类案件的应对策略（演示内容）。",
)
# outcome → what the center wrote when it closed the case
OUTCOMES = (
    ("settled", "双方达成和解，企业恢复销售（演示内容）。"),
    ("claim_withdrawn", "对方在答辩后撤诉，企业恢复销售（演示内容）。"),
    ("no_infringement", "法院认定涉案产品不侵权（演示内容）。"),
    ("design_around", "企业改用规避设计后恢复出口（演示内容）。"),
    ("right_invalidated", "对方专利被宣告无效，诉讼终结（演示内容）。"),
    ("advice_given", "企业按指导意见自行应对，不再需要协助（演示内容）。"),
    ("won", "法院驳回对方全部诉讼请求（演示内容）。"),
    ("lost", "法院判决赔偿，企业已按指导意见调整产品（演示内容）。"),
)
FACTS = "根据企业提交的起诉状、产品说明书和销售记录，企业自 2024 年起向该国出口涉案产品（演示内容）。"
ANALYSIS = "对比权利要求 1 的全部技术特征，涉案产品缺少其中一项；该专利的优先权日前已有近似的公开文献，可以考虑提出无效抗辩（演示内容）。"
RISKS = "如不在期限内答辩，法院可以作出缺席判决；如进入证据开示，企业须保全全部相关文件（演示内容）。"
RECOMMENDATION = "建议在期限内聘请当地律师出庭并申请延期，同时启动无效程序；保留和解空间（演示内容）。"
OPTIONS = (
    {"title": "应诉并提出无效抗辩", "cost": "USD 80,000–150,000", "duration": "12–18 个月", "comment": "可以争取根本解决，费用较高。"},
    {"title": "协商许可或和解", "cost": "USD 20,000–60,000", "duration": "2–4 个月", "comment": "见效快，须注意不承认侵权的措辞。"},
    {"title": "规避设计", "cost": "CNY 100,000–300,000", "duration": "3–6 个月", "comment": "适合后续出口，不影响已发生的销售。"},
)  # fmt: skip
