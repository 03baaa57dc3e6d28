"""How cases look to programs: codes with their words, ids instead of numbers. Shapes hold no rule."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from cases import choices
from cases.models import Case, CaseFile, Deadline, Message, Opinion, Paper, TimelineEntry, Transfer
from cases.models.case import NO_DUE_DATE
from cases.services.opinions import opinion_hash
from cases.words import detail, sentence
from portal.reference.countries import country_name
from portal.reference.text import pick


def coded(value: str, words: Callable[[str], str]) -> dict[str, str] | None:
    """Write a code with its word; None for none."""
    return {"code": value, "label": words(value)} if value else None


def _words_of(kind: type[TextChoices]) -> Callable[[str], str]:
    labels = dict(kind.choices)
    return lambda code: str(labels.get(code, code))


CODED_SCHEMA = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "label": {"type": "string"}},
    "required": ["code", "label"],
}


@extend_schema_field({**CODED_SCHEMA, "nullable": True})
class Coded(serializers.Field[Any, Any, Any, Any]):
    """A code with its word in the reader's language; null where nothing was answered."""

    def __init__(self, kind: type[TextChoices] | None = None, words: Callable[[str], str] | None = None, **kwargs: Any):
        super().__init__(read_only=True, **kwargs)
        self.words = words or (_words_of(kind) if kind else str)

    def to_representation(self, value: Any) -> dict[str, str] | None:
        return coded(str(value), self.words)


@extend_schema_field({"type": "array", "items": CODED_SCHEMA})
class CodedList(serializers.Field[Any, Any, Any, Any]):
    """Several codes with their words."""

    def __init__(self, kind: type[TextChoices], **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)
        self.words = _words_of(kind)

    def to_representation(self, value: Any) -> list[dict[str, str] | None]:
        return [coded(each, self.words) for each in value]


class CaseRow(serializers.Serializer[Case]):
    """A case in a list, and the answer to every change."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField(allow_blank=True)
    state = Coded(choices.State)
    waiting_for = Coded(choices.WaitingFor)
    due_on = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()
    level = Coded(choices.Level)
    applicant = serializers.CharField(source="applicant_name", allow_blank=True)
    dispute_type = Coded(choices.DisputeType)
    ip_kinds = CodedList(choices.IPKind)
    country = Coded(words=country_name)
    center = serializers.SerializerMethodField()
    handler = serializers.SerializerMethodField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="What the ETag says.")
    url = serializers.SerializerMethodField()

    def get_due_on(self, case: Case) -> datetime.date | None:
        """By when whoever must move has to."""
        return None if case.due_on == NO_DUE_DATE else case.due_on

    def get_overdue(self, case: Case) -> bool:
        return case.state in choices.OPEN and case.is_overdue

    @extend_schema_field({**CODED_SCHEMA, "nullable": True})
    def get_center(self, case: Case) -> dict[str, str] | None:
        """The center that keeps the case; null for a draft that no center has yet."""
        return {"code": case.center.code, "label": case.center.name} if case.center_id else None

    def get_handler(self, case: Case) -> str | None:
        """The name of the person who handles it."""
        return str(case.handler) if case.handler else None

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, case: Case) -> str:
        return reverse("api:case", args=[case.public_id], request=self.context.get("request"))


class SectionShape(serializers.Serializer[Any]):
    """One section of the request as it stands."""

    key = serializers.CharField()
    title = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    done = serializers.BooleanField(help_text="Whether the applicant completed it.")
    values = serializers.DictField(help_text="Field → stored value (codes, not words).")
    rows = serializers.ListField(child=serializers.DictField(), allow_null=True)


class OfferShape(serializers.Serializer[Any]):
    """A deed that is open to the caller now."""

    verb = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    advice = serializers.CharField(help_text="What will happen.")
    destructive = serializers.BooleanField()
    url = serializers.URLField()


class ClosingShape(serializers.Serializer[Any]):
    """How the case ended, the latest time."""

    outcome = Coded(choices.Outcome)
    summary = serializers.CharField()
    recovered = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    recovered_currency = serializers.CharField(allow_blank=True)
    recovered_cny = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    closed_at = serializers.DateTimeField()


class SupplementShape(serializers.Serializer[Any]):
    """What the applicant still has to send."""

    items = serializers.ListField(child=serializers.CharField())
    due_on = serializers.DateField()
    asked_at = serializers.DateTimeField()


class CaseDetail(CaseRow):
    """A whole case as the caller may see it."""

    source = Coded(choices.Source)  # type: ignore[assignment]
    receipt_code = serializers.CharField(
        allow_blank=True, help_text="Opens the public status page; shown to those who file."
    )
    routing = serializers.ListField(
        child=serializers.CharField(), help_text="Why it came to this center; shown to staff."
    )
    accepted_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    sections = SectionShape(many=True)
    missing = serializers.DictField(
        child=serializers.DictField(child=serializers.ListField(child=serializers.CharField())),
        help_text="What a draft still lacks before it can be sent: section → field → messages.",
    )
    supplement = SupplementShape(allow_null=True)
    closing = ClosingShape(allow_null=True)
    unread_messages = serializers.IntegerField()
    actions = OfferShape(many=True)
    links = serializers.DictField(child=serializers.URLField())


class AttachmentShape(serializers.Serializer[CaseFile]):
    """A file that was brought in. Only a clean one can be opened."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    media_type = serializers.CharField(allow_blank=True)
    sha256 = serializers.CharField()
    sm3 = serializers.CharField()
    state = Coded(CaseFile.State)
    reason = serializers.CharField(source="reason_in_words", allow_blank=True, help_text="Why it was not taken.")
    purpose = Coded(CaseFile.Purpose)
    secrecy = Coded(CaseFile.Secrecy)
    description = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    content_url = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_content_url(self, row: CaseFile) -> str | None:
        if row.state != CaseFile.State.CLEAN:
            return None
        return reverse("api:attachment_content", args=[row.public_id], request=self.context.get("request"))


class UploadAnswer(serializers.Serializer[Any]):
    """What became of an upload: a good file is kept even when its neighbour is refused."""

    received = AttachmentShape(many=True)
    refused = serializers.ListField(child=serializers.CharField(), help_text="One sentence for each file not taken.")


class DocumentShape(serializers.Serializer[Paper]):
    """A document the portal issued."""

    id = serializers.UUIDField(source="public_id")
    kind = Coded(choices.PaperKind)
    number = serializers.CharField(allow_blank=True)
    state = Coded(Paper.State)
    progress = serializers.IntegerField(help_text="Percent.")
    pages = serializers.IntegerField()
    size = serializers.IntegerField(help_text="Bytes.")
    content_hash = serializers.CharField(
        allow_blank=True, help_text="SHA-256 of what it says; its head is printed on it."
    )
    sha256 = serializers.CharField(allow_blank=True, help_text="SHA-256 of the PDF.")
    issued_at = serializers.DateTimeField(source="created_at")
    content_url = serializers.SerializerMethodField()

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_content_url(self, row: Paper) -> str | None:
        if row.state != Paper.State.READY:
            return None
        return reverse("api:document_content", args=[row.public_id], request=self.context.get("request"))


class MessageShape(serializers.Serializer[Message]):
    """A message between the applicant and those who handle the case."""

    id = serializers.UUIDField(source="public_id")
    side = Coded(Message.Side)
    author = serializers.SerializerMethodField()
    body = serializers.CharField()
    created_at = serializers.DateTimeField()
    files = AttachmentShape(many=True)

    def get_author(self, message: Message) -> str:
        return str(message.author) if message.author else ""


class EntryShape(serializers.Serializer[TimelineEntry]):
    """Something that happened, in words."""

    at = serializers.DateTimeField()
    verb = serializers.CharField()
    from_state = Coded(choices.State)
    to_state = Coded(choices.State)
    side = serializers.CharField(source="actor_side", allow_blank=True)
    author = serializers.SerializerMethodField()
    sentence = serializers.SerializerMethodField()
    detail = serializers.SerializerMethodField()

    def get_author(self, entry: TimelineEntry) -> str:
        return str(entry.actor) if entry.actor else ""

    def get_sentence(self, entry: TimelineEntry) -> str:
        return sentence(entry)

    def get_detail(self, entry: TimelineEntry) -> str:
        """What people wrote with it."""
        return detail(entry)


class DeadlineShape(serializers.Serializer[Deadline]):
    """A date that must not pass unseen."""

    id = serializers.UUIDField(source="public_id")
    kind = Coded(Deadline.Kind)
    title = serializers.SerializerMethodField()
    due_on = serializers.DateField(help_text="The day to work to, in `timezone`.")
    timezone = serializers.CharField()
    source = serializers.CharField(allow_blank=True, help_text="The provision it rests on.")  # type: ignore[assignment]
    rule = serializers.CharField(source="rule_id", allow_blank=True)
    trigger_on = serializers.DateField(allow_null=True, help_text="The day that started the period.")
    met_on = serializers.DateField(allow_null=True)

    def get_title(self, row: Deadline) -> str:
        return pick(row.title_zh, row.title_en)


class OptionShape(serializers.Serializer[Mapping[str, Any]]):
    """One way the applicant can go."""

    title = serializers.CharField(allow_blank=True, default="")
    cost = serializers.CharField(allow_blank=True, default="")
    duration = serializers.CharField(allow_blank=True, default="")
    comment = serializers.CharField(allow_blank=True, default="")


class OpinionShape(serializers.Serializer[Opinion]):
    """A version of the guidance opinion."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.IntegerField(source="number")
    state = Coded(Opinion.State)
    author = serializers.SerializerMethodField()
    facts = serializers.CharField(allow_blank=True)
    analysis = serializers.CharField(allow_blank=True)
    options = OptionShape(many=True)
    risks = serializers.CharField(allow_blank=True)
    recommendation = serializers.CharField(allow_blank=True)
    returned_reason = serializers.CharField(allow_blank=True)
    countersigned_at = serializers.DateTimeField(allow_null=True)
    text_hash = serializers.SerializerMethodField(
        help_text="SHA-256 of the text as it stands; `issue_opinion` asks for it, so that nobody signs what they have not read."
    )
    content_hash = serializers.CharField(allow_blank=True)

    def get_text_hash(self, opinion: Opinion) -> str:
        return opinion_hash(opinion)

    def get_author(self, opinion: Opinion) -> str:
        return str(opinion.author) if opinion.author else ""


class FieldShape(serializers.Serializer[Any]):
    """A field of a form in words."""

    name = serializers.CharField()
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    help = serializers.CharField(allow_blank=True)
    type = serializers.ChoiceField(
        ["text", "choice", "choices", "boolean", "date", "number", "uuid", "email", "rows", "files"]
    )
    required = serializers.BooleanField()  # type: ignore[assignment]
    max_length = serializers.IntegerField(allow_null=True)
    choices = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    default = serializers.JSONField(allow_null=True)


class ActionShape(OfferShape):
    """A deed with the fields it asks for; for a deed that is not open, `refusal` says why."""

    open = serializers.BooleanField()
    refusal = serializers.CharField(allow_blank=True)
    fields = FieldShape(many=True)  # type: ignore[assignment]


class TextShape(serializers.Serializer[Any]):
    """A text that the applicant agrees to."""

    key = serializers.CharField(help_text="The field that agrees to it.")
    title = serializers.CharField()
    body = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]


class DeclaredShape(serializers.Serializer[Any]):
    """What is declared when a request is sent."""

    text_version = serializers.CharField(help_text="Send it back with the declaration: it names the texts you showed.")
    texts = TextShape(many=True)
    fields = FieldShape(many=True)  # type: ignore[assignment]


class SynopsisShape(serializers.Serializer[Mapping[str, Any]]):
    """What a receiving center knows of a case before it decides."""

    number = serializers.CharField(allow_blank=True, default="")
    applicant = serializers.CharField(allow_blank=True, default="")
    dispute_type = Coded(choices.DisputeType, default="")
    ip_kinds = CodedList(choices.IPKind, default=list)
    country = Coded(words=country_name, default="")
    state = Coded(choices.State, default="")
    level = Coded(choices.Level, default="")


class TransferShape(serializers.Serializer[Transfer]):
    """A request from one center to another to take a case over (移交)."""

    id = serializers.UUIDField(source="public_id")
    state = Coded(Transfer.State)
    from_center = serializers.SerializerMethodField()
    to_center = serializers.SerializerMethodField()
    reason = serializers.CharField()
    synopsis = SynopsisShape()
    proposed_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)
    case = serializers.SerializerMethodField()

    @extend_schema_field(CODED_SCHEMA)
    def get_from_center(self, row: Transfer) -> dict[str, str]:
        return {"code": row.from_center.code, "label": row.from_center.name}

    @extend_schema_field(CODED_SCHEMA)
    def get_to_center(self, row: Transfer) -> dict[str, str]:
        return {"code": row.to_center.code, "label": row.to_center.name}

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_case(self, row: Transfer) -> str | None:
        """The case, where it is open to the reader."""
        public_id = self.context["cases"].get(row.case_id)
        return reverse("api:case", args=[public_id], request=self.context["request"]) if public_id else None


class SectionFormShape(serializers.Serializer[Any]):
    """A section of the request as a form."""

    key = serializers.CharField()
    group = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    fields = FieldShape(many=True)  # type: ignore[assignment]
    row_fields = FieldShape(many=True, allow_null=True)
    files = serializers.ListField(child=serializers.CharField(), help_text="Purposes of files that belong here.")


def shaped(shape: type[serializers.Serializer[Any]], rows: Sequence[Any], request: Request) -> list[Any]:
    """Write several rows in one shape."""
    many: Any = shape
    return list(many(rows, many=True, context={"request": request}).data)


@cache
def page_of(shape: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """Describe a page of `shape` for the OpenAPI document."""
    return type(
        f"{shape.__name__.removesuffix('Shape')}Page",
        (serializers.Serializer,),
        {
            "__doc__": "A page of a list; follow `next` until it is null.",
            "results": shape(many=True),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
        },
    )
