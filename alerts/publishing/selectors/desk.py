"""What the desk shows: the lists of items, one item with its versions and story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.publishing import access, workflow
from alerts.publishing.choices import PARTS, Kind, Offer, State, Verb
from alerts.publishing.diff import Piece, compare
from alerts.publishing.models import Attachment, Edition, Item, Revision, Step
from alerts.publishing.selectors.reading import address_of
from alerts.publishing.services.drafts import shortcomings
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.keyset import Order, Page, page
from portal.reference.text import pick
from portal.site.markdown import Picture
from portal.tenancy.models import Center

ORDER = Order("updated_at", descending=True)
TABS: dict[str, Q] = {
    "open": Q(state__in=[State.DRAFT, State.IN_REVIEW, State.SCHEDULED]),
    "review": Q(state=State.IN_REVIEW),
    "published": Q(state=State.PUBLISHED),
    "retracted": Q(state=State.RETRACTED),
    "discarded": Q(state=State.DISCARDED),
}


def own_items(actor: Actor) -> QuerySet[Item]:
    """Give what the actor's center writes."""
    return Item.objects.filter(center_id=actor.own_center_id)


def desk_page(actor: Actor, *, tab: str, kind: str, after: str, before: str) -> Page[Item]:
    """Give one page of a tab, last changed first. One query."""
    if tab == "offers":
        rows = access.visible_items(actor).filter(offer=Offer.OFFERED).select_related("center")
        if actor.kind == "center":
            rows = own_items(actor).exclude(offer="").select_related("center")
    else:
        rows = own_items(actor).filter(TABS[tab]).select_related("center")
    if kind:
        rows = rows.filter(kind=kind)
    return page(rows, order=ORDER, after=after, before=before)


def tab_counts(actor: Actor) -> dict[str, int]:
    """Count the items of each tab that asks for work. One query."""
    wanted: dict[str, Count] = {
        name: Count("pk", filter=TABS[name] & Q(center_id=actor.own_center_id)) for name in ("open", "review")
    }
    offers = Q(offer=Offer.OFFERED)
    wanted["offers"] = Count("pk", filter=offers)
    return access.visible_items(actor).order_by().aggregate(**wanted)


def _in_hand(actor: Actor, state: State) -> QuerySet[Revision]:
    """Give the latest revision of each item of the actor's center in a state."""
    latest = Revision.objects.filter(item=OuterRef("item")).order_by("-number").values("pk")[:1]
    return Revision.objects.filter(item__in=own_items(actor).filter(state=state), pk=Subquery(latest))


def to_review(actor: Actor) -> int:
    """Count the texts that wait for somebody's review and that the actor did not write. One query."""
    return _in_hand(actor, State.IN_REVIEW).exclude(writers__contains=[actor.own_user_id]).count()


def being_written(actor: Actor) -> int:
    """Count the drafts, those that were sent back among them, on which the actor writes. One query."""
    return _in_hand(actor, State.DRAFT).filter(writers__contains=[actor.own_user_id]).count()


def to_decide(actor: Actor) -> int:
    """Count what centers offer to the whole country. One query."""
    return access.visible_items(actor).filter(offer=Offer.OFFERED).count()


@dataclass(frozen=True)
class Version:
    """One revision in the list of versions, with the names of its writers and its approver."""

    revision: Revision
    writers: str
    approver: str


@dataclass(frozen=True)
class ItemPage:
    """Everything an item's page on the desk shows."""

    item: Item
    revision: Revision
    rows: Sequence[workflow.Row]
    objections: Sequence[str]
    versions: Sequence[Version]
    story: Sequence[tuple[Step, str]]
    attachments: Sequence[Attachment]
    missing: Sequence[tuple[str, str]]
    untranslated: Sequence[str]
    centers: str
    related: Sequence[tuple[str, str]]
    returned: tuple[Step, str] | None

    @property
    def untranslated_words(self) -> str:
        """The parts without English, as a list in the reader's language."""
        return pick("、", ", ").join(self.untranslated)


def item_page(actor: Actor, item: Item) -> ItemPage:
    """Gather an item's page. A constant number of queries."""
    revisions = list(Revision.objects.filter(item=item).order_by("-number"))
    steps = list(Step.objects.filter(item=item).order_by("-id"))
    revision = revisions[0]
    people = {user for each in revisions for user in (*each.writers, each.approved_by_id) if user}
    people |= {step.by_id for step in steps if step.by_id}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "name"))
    own = item.center_id == actor.center_id
    rows = workflow.open_rows(item, revision, actor) if own else []
    if any(row.verb == Verb.APPROVE for row in rows):
        # Whoever reviews sends back with a reason; taking back is for those who wrote.
        rows = [row for row in rows if row.verb != Verb.TAKE_BACK]
    rows = sorted(rows, key=lambda row: row.verb not in {Verb.SUBMIT, Verb.APPROVE})
    refused = [
        str(row.guard(item, revision, actor))
        for row in workflow.ROWS
        if own
        and row.source == item.state
        and row.guard
        and actor.has(*row.who)
        and row.guard(item, revision, actor)
        and row.verb in {Verb.APPROVE}
    ]
    comma = pick("、", ", ")
    return ItemPage(
        item=item,
        revision=revision,
        rows=rows,
        objections=refused,
        versions=[
            Version(
                each, comma.join(names.get(pk, "—") for pk in each.writers), names.get(each.approved_by_id or 0, "")
            )
            for each in revisions
        ],
        story=[(step, names.get(step.by_id or 0, "")) for step in steps],
        returned=_returned(item, steps, names),
        attachments=attachments_of(revision),
        missing=shortcomings(Kind(item.kind), revision, published_before=item.edition is not None)
        if own and item.state == State.DRAFT
        else [],
        untranslated=untranslated(item, revision) if own else [],
        centers=center_names(revision),
        related=related_pages(revision),
    )


def _returned(item: Item, steps: Sequence[Step], names: dict[int, str]) -> tuple[Step, str] | None:
    """Give the step that sent a draft back, with its person's name, while nothing followed it. `steps` are newest first."""
    last = steps[0] if steps and item.state == State.DRAFT else None
    if last is None or last.verb not in {Verb.RETURN, Verb.HOLD, Verb.BOUNCE}:
        return None
    return last, names.get(last.by_id or 0, "")


def returned(item: Item) -> tuple[Step, str] | None:
    """Give the step that sent a draft back, while nothing followed it. Two queries at most."""
    last = Step.objects.filter(item=item).order_by("-id").first()
    names = dict(User.objects.filter(pk=last.by_id).values_list("pk", "name")) if last and last.by_id else {}
    return _returned(item, [last] if last else [], names)


def attachments_of(revision: Revision) -> list[Attachment]:
    """List the files of a text in their order."""
    rows = {row.pk: row for row in Attachment.objects.filter(item_id=revision.item_id, pk__in=revision.attachments)}
    return [rows[pk] for pk in revision.attachments if pk in rows]


def pictures_of(item: Item, attachments: Sequence[Attachment]) -> dict[int, Picture]:
    """Give the pictures a text on the desk may show."""
    return {
        row.pk: Picture(
            reverse("publishing:attachment", args=[item.public_id, row.public_id]),
            pick(row.alt_zh, row.alt_en or row.alt_zh),
        )
        for row in attachments
        if row.is_picture and row.state == Attachment.State.CLEAN
    }


def untranslated(item: Item, revision: Revision) -> list[str]:
    """Name the parts that stand in Chinese and not in English."""
    found = []
    if revision.title_zh and not revision.title_en:
        found.append(_("Title"))
    if revision.summary_zh and not revision.summary_en:
        found.append(_("Summary"))
    return found + [
        str(part.label) for part in PARTS[Kind(item.kind)] if _lacks_english(revision.parts.get(part.code, {}))
    ]


def _lacks_english(words: dict[str, str]) -> bool:
    return bool(words.get("zh", "").strip()) and not words.get("en", "").strip()


def compared(kind: str, before: Revision, after: Revision) -> list[tuple[str, Sequence[Piece]]]:
    """Give what changed between two versions: (label, pieces) of every part that differs."""
    rows: list[tuple[str, str, str]] = []
    for name in _WORDS:
        label = str(Revision._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        rows.append((label, getattr(before, name), getattr(after, name)))
    for part in PARTS[Kind(kind)]:
        for language, name in (("zh", "中文"), ("en", "English")):
            rows.append(
                (
                    f"{part.label} · {name}",
                    before.parts.get(part.code, {}).get(language, ""),
                    after.parts.get(part.code, {}).get(language, ""),
                )
            )
    for name, words in _IN_WORDS.items():
        label = str(Revision._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        rows.append((label, _plain(before, words), _plain(after, words)))
    sources = [
        "\n".join(f"{row['title']} {row.get('url', '')} {row.get('seen_on', '')}" for row in each.sources)
        for each in (before, after)
    ]
    rows.append((_("Sources"), sources[0], sources[1]))
    rows.append((_("Sites of centers"), center_names(before), center_names(after)))
    related = ["\n".join(title for title, _url in related_pages(each)) for each in (before, after)]
    rows.append((_("Read also"), related[0], related[1]))
    files = ["\n".join(_file_words(each)) for each in (before, after)]
    rows.append((_("Pictures and files"), files[0], files[1]))
    return [(label, compare(old, new)) for label, old, new in rows if old != new]


def center_names(revision: Revision) -> str:
    """Name the centers on whose sites alone the text shows, "" for all of them. One query where there are any."""
    if not revision.centers:
        return ""
    return pick("、", ", ").join(
        center.name for center in Center.objects.filter(pk__in=revision.centers).order_by("pk")
    )


def related_pages(revision: Revision) -> list[tuple[str, str]]:
    """List title and address of what readers are led on to. One query where there is any."""
    if not revision.related:
        return []
    rows = {row.public_id: row for row in Edition.objects.filter(public_id__in=revision.related, is_current=True)}
    return [(rows[pk].title, address_of(rows[pk].kind, rows[pk].slug)) for pk in revision.related if pk in rows]


def _file_words(revision: Revision) -> list[str]:
    # the number tells two files of one name apart: an approval is of this one and no other
    return [f"{row.name} ({row.pk}) {row.alt_zh} {row.alt_en}".rstrip() for row in attachments_of(revision)]


_WORDS = (
    *("title_zh", "title_en", "summary_zh", "summary_en", "instrument_zh", "instrument_en"),
    *("correction_zh", "correction_en"),
)
# The columns of facts, and what of a revision says each of them in the reader's words.
_IN_WORDS = {
    "level": "get_level_display",
    "right": "get_right_display",
    "happened_on": "happened_on",
    "effective_on": "effective_on",
    "act_by": "act_by",
    "countries": "country_labels",
    "industries": "industry_labels",
    "ip_kinds": "ip_kind_labels",
    "tags": "tag_labels",
}


def _plain(revision: Revision, name: str) -> str:
    value = getattr(revision, name)
    value = value() if callable(value) else value
    return "" if value is None else str(value)
