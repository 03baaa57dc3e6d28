"""The seven kinds of official documents, as they are headed."""

from typing import Final

from cases.choices import PaperKind

# Titles as printed. They are the names the trade uses, the same in every language of the interface.
PAPER_TITLES: Final = {
    PaperKind.APPLICATION: "海外知识产权纠纷应对指导申请书",
    PaperKind.SUPPLEMENT_NOTICE: "补充材料通知书",
    PaperKind.DECLINE_NOTICE: "不予受理通知书",
    PaperKind.ACCEPTANCE_NOTICE: "受理通知书",
    PaperKind.TERMINATION_NOTICE: "终止指导告知书",
    PaperKind.OPINION: "指导意见书",
    PaperKind.DOSSIER: "海外知识产权纠纷应对指导卷宗",
}
