"""Go through texts and propose what is replaced by what: the case's own names first, then what looks like a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from stdnum.cn import ric

from alerts.library.anonymise import figures
from alerts.library.anonymise.fold import Folded, fold, loose, squeeze
from alerts.library.anonymise.identity import FIXED, Identity, What, known
from portal.reference.uscc import clean_uscc

LITERAL = frozenset({What.DATE, What.AMOUNT})
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"'，。；、]+|(?<![a-z0-9@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|cn|de|eu|uk|jp|shop|store|io|top)(?:/[^\s<>()\[\]\"'，。；、]*)?(?![a-z0-9])"
)
_MOBILE = re.compile(r"(?<!\d)(?:\+?\s*86[\s-]*)?1[3-9]\d(?:[\s-]*\d){8}(?!\d)")
_PHONE = re.compile(
    r"(?<![\d.])(?:\+\s*\d{1,3}[\s-]*)?(?:\(\d{2,4}\)|0\d{2,3})[\s-]*\d{3,4}[\s-]*\d{4}(?!\d)|(?<!\d)\+\s*\d{1,3}(?:[\s-]*\d){7,12}(?!\d)"
)
_CODE = re.compile(r"(?<![a-z0-9])[0-9a-hj-npqrtuwxy](?:[\s-]*[0-9a-hj-npqrtuwxy]){17}(?![a-z0-9])")
_CASE_NUMBERS = re.compile(
    r"[(（\[〔]\s*(?:19|20)\d\d\s*[)）\]〕][^\s，。；,;]{1,12}?\d+\s*号|(?<![a-z0-9])\d{1,2}:\d\d-cv-\d{3,6}|(?<![a-z0-9])337\s*-\s*ta\s*-\s*\d{3,4}|(?<![a-z0-9])\d{1,3}\s*[a-z]{1,2}\s*\d{1,4}/\d\d(?!\d)"
)
_RIGHT_NUMBERS = re.compile(
    r"(?<![a-z0-9])(?:zl|cn|us|ep|wo|jp|de|gb|kr)\s*(?:no\.?\s*)?\d[\d,./\s]{4,16}\d\s*(?:[a-z]\d?)?(?![a-z0-9])|(?<!\d)\d{1,2},\d{3},\d{3}(?!\d|,)|(?<=第)\s*\d{6,}(?=\s*号)"
)
_LONG_NUMBER = re.compile(r"(?<![\d,.])\d{7,}(?![\d,.]*\d)")
_ZH_FIRM = re.compile(r"[\u3400-\u9fffa-z0-9()（）]{2,16}?(?:有限责任公司|股份有限公司|有限公司|集团公司|律师事务所)")
_EN_FIRM = re.compile(
    r"(?:[A-Z][\w&.'-]*[ \t]+){1,5}?(?:Co\.?,?[ \t]*Ltd\.?|Inc\.?|LLC|LLP|Ltd\.?|Limited|GmbH|Corp(?:oration)?\.?|S\.?A\.?|B\.V\.|AG|KG|PLC|S\.p\.A\.)(?![A-Za-z])"
)
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
_ZH_PERSON = re.compile(rf"[{_SURNAMES}][\u3400-\u9fff]{{0,2}}?(?:先生|女士|律师|经理|总监|法官|工程师|董事长)")
_EN_PERSON = re.compile(r"(?:Mr|Ms|Mrs|Dr|Judge|Justice)\.?[ \t]+[A-Z][\w'-]+(?:[ \t]+[A-Z][\w'-]+){0,2}")
_STREET = re.compile(
    r"[\u3400-\u9fff]{2,12}(?:路|街|大道|巷|弄|道)\s*\d+\s*(?:号|弄)(?:[\u3400-\u9fff\d-]{0,12}(?:室|楼|栋|座|单元))?"
)
_MODEL = re.compile(r"(?<![a-z0-9-])[a-z]{1,5}-?\d{2,6}[a-z]{0,3}(?![a-z0-9-])")


@dataclass(frozen=True)
class Proposal:
    """One thing found in the texts: what it is, as it stands there first, what is to stand in its place, how often it stands."""

    what: What
    words: str
    sure: bool
    zh: str
    en: str
    count: int = 1

    @property
    def key(self) -> str:
        """What two spellings of it share."""
        return key_of(self.what, self.words)


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    what: What
    sure: bool
    zh: str
    en: str
    # Names of the case stand before what merely looks like something.
    rank: int
    # The name as the file has it, where a spelling in the text is that name spaced or cased otherwise.
    words: str = ""


def key_of(what: What, words: str) -> str:
    """Give what two spellings of a piece share; a figure keeps its signs, or 1.2 would be 12."""
    return "".join(fold(words).text.split()) if what in LITERAL else squeeze(words)


def propose(texts: Iterable[str], identity: Identity) -> list[Proposal]:
    """Propose a replacement for everything found in `texts`, in the order in which it is met."""
    found: dict[str, Proposal] = {}
    for text in texts:
        for hit in _chosen(_hits(text, identity)):
            words = hit.words or text[hit.start : hit.end].strip()
            proposal = Proposal(hit.what, words, hit.sure, hit.zh, hit.en)
            before = found.get(proposal.key)
            if not proposal.key:
                continue
            found[proposal.key] = replace(before, count=before.count + 1) if before else proposal
    return list(found.values())


def _chosen(hits: Iterable[_Hit]) -> list[_Hit]:
    """Of hits that overlap, take the case's own before the others and the longer before the shorter."""
    taken: list[_Hit] = []
    for hit in sorted(hits, key=lambda each: (each.rank, each.start - each.end, each.start)):
        if all(hit.end <= other.start or hit.start >= other.end for other in taken):
            taken.append(hit)
    return sorted(taken, key=lambda each: each.start)


def _hits(text: str, identity: Identity) -> Iterator[_Hit]:
    folded = fold(text)
    for each in known(identity):
        pattern = loose(each.words)
        for start, end in folded.spans(pattern) if pattern else ():
            yield _Hit(start, end, each.what, each.sure, each.zh, each.en, 0, each.words)
    for figure in figures.dates(folded, coarse=identity.few):
        yield _Hit(figure.start, figure.end, What.DATE, True, figure.zh, figure.en, 1)
    for figure in figures.amounts(folded):
        yield _Hit(figure.start, figure.end, What.AMOUNT, True, figure.zh, figure.en, 2)
    for figure in figures.written_amounts(folded):
        yield _Hit(figure.start, figure.end, What.AMOUNT, False, figure.zh, figure.en, 2)
    yield from _alike(text, folded)


_ALIKE: tuple[tuple[What, re.Pattern[str], bool, int], ...] = (
    (What.EMAIL, _MAIL, True, 0),
    (What.LINK, _LINK, True, 0),
    (What.PHONE, _MOBILE, True, 0),
    (What.CASE_NUMBER, _CASE_NUMBERS, True, 1),
    (What.RIGHT_NUMBER, _RIGHT_NUMBERS, True, 3),
    (What.PHONE, _PHONE, True, 3),
    (What.ADDRESS, _STREET, False, 3),
    (What.RIGHT_NUMBER, _LONG_NUMBER, False, 4),
    (What.FIRM, _ZH_FIRM, False, 4),
    (What.PERSON, _ZH_PERSON, False, 4),
    (What.OTHER, _MODEL, False, 5),
)
# Whether a word begins with a capital is lost in the folded text.
_AS_WRITTEN = ((What.FIRM, _EN_FIRM), (What.PERSON, _EN_PERSON))


def _alike(text: str, folded: Folded) -> Iterator[_Hit]:
    for what, pattern, sure, rank in _ALIKE:
        zh, en = FIXED[what]
        for start, end in folded.spans(pattern):
            yield _Hit(start, end, what, sure, zh, en, rank)
    for start, end in folded.spans(_CODE):
        if is_code(text[start:end]):
            yield _Hit(start, end, What.CODE, True, *FIXED[What.CODE], 1)
    for what, pattern in _AS_WRITTEN:
        for match in pattern.finditer(text):
            yield _Hit(match.start(), match.end(), what, False, *FIXED[what], 4)


def is_code(words: str) -> bool:
    """Say whether 18 characters are a valid 统一社会信用代码 or the number of an identity card."""
    letters = squeeze(words).upper()
    if ric.is_valid(letters):
        return True
    try:
        clean_uscc(letters)
    except Exception:
        return False
    return True


def hard(text: str) -> Iterator[tuple[What, str]]:
    """Find what names somebody whoever it is: mail addresses, mobile phones, identity numbers."""
    folded = fold(text)
    for what, pattern in ((What.EMAIL, _MAIL), (What.PHONE, _MOBILE)):
        for start, end in folded.spans(pattern):
            yield what, text[start:end]
    for start, end in folded.spans(_CODE):
        if is_code(text[start:end]):
            yield What.CODE, text[start:end]


def by_key(proposals: Iterable[Proposal]) -> Mapping[str, Proposal]:
    """Give the proposals by their key."""
    return {each.key: each for each in proposals}
