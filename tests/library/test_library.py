"""From a closed case to a typical case: only with consent, through two people's hands, with nobody's name left."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils import timezone

from alerts.library.anonymise.identity import What
from alerts.library.choices import Decision
from alerts.library.models import Card, CaseOrigin, Consent, FalseAlarm, Replacement, Term
from alerts.library.services import drafting, endings
from alerts.publishing.models import Edition, Item, Revision
from alerts.publishing.services import drafts, review
from alerts.publishing.services.publication import item_unpublish
from cases.models import Case
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests import people
from tests.library.conftest import Library
from tests.publishing.made import actor_of
from tests.undone import undone

pytestmark = pytest.mark.django_db


def change(library: Library, **columns: object) -> None:
    with scopes.enter(scopes.system()):
        Case.objects.filter(pk=library.case.pk).update(**columns)


def test_two_people_make_a_typical_case(library: Library) -> None:
    origin, edition = library.out()
    assert edition.parts["facts"]["zh"].startswith("甲公司于2026年第一季度收到乙公司的起诉状，甲公司被控侵犯其专利")
    assert edition.title_zh == "甲公司应对美国专利诉讼案"
    assert (edition.right, edition.countries, edition.nation_wide) == ("patent", ["US"], False)
    assert (origin.state, origin.consent_version, origin.replaced["firm"] >= 2) == ("published", "2026-1", True)
    item = Item(pk=edition.item_id)
    with scopes.enter(library.reviewer.scope()):
        assert Item.objects.get(pk=item.pk).offer == "offered", "what the supervisor released is offered to the nation"
        review.offer_decide(item=item, actor=actor_of(library.reviewer), take=True, edition=edition.number)


def _granted(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(current_user, %s, 'select')", [table])
        return bool(cursor.fetchone()[0])


def test_the_nation_and_other_centers_never_see_where_it_comes_from(library: Library) -> None:
    origin, _edition = library.out()
    for table in ("library_caseorigin", "library_replacement", "library_falsealarm"):
        for who in (library.reviewer, library.owner):
            with scopes.enter(who.scope()):
                assert not _granted(table)
    with scopes.enter(people.person("supervisor").scope()):
        assert not CaseOrigin.objects.filter(pk=origin.pk).exists()
        assert not Replacement.objects.filter(origin_id=origin.pk).exists()
    with scopes.enter(library.supervisor.scope()):
        assert Replacement.objects.filter(origin_id=origin.pk).exists(), "the control"


@pytest.mark.parametrize("columns", [{"consent_library": ""}, {"state": "in_guidance"}])
def test_no_draft_without_consent_or_of_an_open_case(library: Library, columns: dict[str, str]) -> None:
    change(library, **columns)
    with pytest.raises(Conflict):
        library.begin()
    with (
        scopes.enter(library.handler.scope()),
        pytest.raises(IntegrityError, match=r"without consent|of a closed case"),
        undone(),
    ):
        CaseOrigin.objects.create(
            **library.values(), consent_version="2026-1", consent_at=timezone.now(), started_by_id=library.handler.pk
        )


def test_consent_given_later_opens_the_way(library: Library) -> None:
    change(library, consent_library="")
    library.record(given=True)
    assert library.begin().consent_version == "2026-1"
    with scopes.enter(library.owner.scope()), pytest.raises(IntegrityError, match="in person"), undone():
        Consent.objects.create(
            **library.values(), given=False, version="2026-1", manner="portal", by_id=library.handler.pk
        )


def test_a_withdrawn_consent_kills_the_draft(library: Library) -> None:
    origin = library.anonymised()
    item = library.hand_over(origin)
    library.withdraw()
    after = library.fresh(origin)
    assert (after.state, after.end, after.texts, after.item_id) == ("ended", "withdrawn", {}, None)
    assert library.pieces(origin) == {}
    with scopes.enter(scopes.system()):
        assert not Item.objects.filter(pk=item.pk).exists()
        assert not Revision.objects.filter(item_id=item.pk).exists()


def test_a_withdrawn_consent_retracts_what_is_published(library: Library) -> None:
    _origin, edition = library.out()
    with scopes.enter(scopes.system()):
        assert Card.objects.filter(item_id=edition.item_id).exists()
    library.withdraw()
    with scopes.enter(scopes.system()):
        assert Item.objects.get(pk=edition.item_id).state == "retracted"
        item_unpublish(item_id=edition.item_id, notice_zh=endings.NOTICE_ZH, notice_en=endings.NOTICE_EN)
        assert Edition.objects.get(pk=edition.pk).retracted_at is not None
        assert not Card.objects.filter(item_id=edition.item_id).exists()
        assert not Term.objects.filter(count__gt=0).exists()


def test_a_consent_withdrawn_at_the_last_moment_stops_the_worker(library: Library) -> None:
    """The worker is slower than the publication: the database asks for the consent itself."""
    item = library.hand_over(library.anonymised())
    library.approve(item)
    library.record(given=False)
    with pytest.raises(IntegrityError, match="without consent"), undone():
        library.publish(item)


def test_a_name_left_is_named_and_stops_the_hand_over(library: Library) -> None:
    origin = library.anonymised()
    with scopes.enter(library.handler.scope()):
        Replacement.objects.filter(origin=origin, words__contains="10,123,456").update(decision="kept")
        with pytest.raises(ValidationError) as refused, undone():
            drafting.draft_hand_over(origin=library.fresh(origin), actor=actor_of(library.handler), slug="a-case")
    assert any("10,123,456" in text for text in refused.value.messages)
    with scopes.enter(scopes.system()):
        assert not Item.objects.filter(slug="a-case").exists(), "nothing of it has left the draft"


def test_a_name_written_in_publishings_editor_stops_there(library: Library) -> None:
    """Whoever types a name into the handed-over text is told at hand-in, and the approval of an unlooked text stops."""
    item = library.hand_over(library.anonymised())
    with scopes.enter(library.handler.scope()):
        review.item_take_back(item=item, actor=actor_of(library.handler))
        drafts.words_write(item=item, words={"summary_zh": "华 星微电子及时应诉。"}, actor=actor_of(library.handler))
        with pytest.raises(ValidationError, match="华 星微电子"), undone():
            review.item_submit(item=item, actor=actor_of(library.handler))
        # By hand, round the service:
        Revision.objects.filter(item=item, handed_in_at__isnull=True).update(handed_in_at=timezone.now())
        Item.objects.filter(pk=item.pk).update(state="in_review")
    with pytest.raises(ValidationError, match="华 星微电子"), undone():
        library.approve(item)
    with scopes.enter(library.supervisor.scope()):
        Revision.objects.filter(item=item, number=2).update(
            approved_by_id=library.supervisor.pk, approved_at=timezone.now()
        )
        Item.objects.filter(pk=item.pk).update(state="scheduled", goes_out_at=timezone.now())
    with pytest.raises(IntegrityError, match="after the last look"), undone():
        library.publish(item)


def test_whoever_anonymised_does_not_release(library: Library) -> None:
    """A supervisor who changed one piece counts as a writer, though another one handed over; by service and by hand."""
    origin = library.begin()
    with scopes.enter(library.supervisor.scope()):
        piece = Replacement.objects.filter(origin=origin).earliest("pk")
        drafting.pieces_decide(
            origin=origin,
            actor=actor_of(library.supervisor),
            decisions={piece.pk: (Decision.ACCEPTED, "某公司", "a company")},
        )
    with scopes.enter(library.handler.scope()):
        drafting.pieces_accept_all(origin=origin, actor=actor_of(library.handler))
    item = library.hand_over(library.fresh(origin))
    assert set(library.fresh(origin).writers) == {library.handler.pk, library.supervisor.pk}
    with pytest.raises(ValidationError, match="参与过匿名处理"), undone():
        library.approve(item)
    with scopes.enter(library.supervisor.scope()), pytest.raises(IntegrityError, match="nobody who worked"), undone():
        Revision.objects.filter(item=item).update(approved_by_id=library.supervisor.pk, approved_at=timezone.now())
    library.approve(item, library.other_supervisor)
    assert library.publish(item) is not None


def test_nobody_leaves_the_list_of_writers(library: Library) -> None:
    origin = library.begin(library.supervisor)
    with scopes.enter(library.supervisor.scope()):
        CaseOrigin.objects.filter(pk=origin.pk).update(writers=[])
    assert library.fresh(origin).writers == [library.supervisor.pk]


def test_a_false_alarm_needs_a_reviewer_and_a_reason(library: Library) -> None:
    origin = library.anonymised()
    with scopes.enter(library.handler.scope()):
        kept = Replacement.objects.get(origin=origin, what="place")
        drafting.pieces_decide(
            origin=origin, actor=actor_of(library.handler), decisions={kept.pk: (Decision.KEPT, kept.zh, kept.en)}
        )
    words = {"key": kept.key, "words": kept.words}
    who = library.handler
    with scopes.enter(who.scope()), pytest.raises(Conflict):
        drafting.find_pass(origin=origin, actor=actor_of(who), reason="不是它", **words)
    with scopes.enter(who.scope()), pytest.raises(IntegrityError, match="in person, by nobody"), undone():
        FalseAlarm.objects.create(origin=origin, center_id=origin.center_id, reason="不是它", by_id=who.pk, **words)
    with pytest.raises(ValidationError, match="深圳"), undone():
        library.hand_over(library.fresh(origin))
    with scopes.enter(library.supervisor.scope()):
        drafting.find_pass(origin=origin, actor=actor_of(library.supervisor), reason="此处指展会所在城市", **words)
    item = library.hand_over(library.fresh(origin))
    library.approve(item)
    assert library.publish(item) is not None


def test_ones_own_replacement_and_what_stands_nowhere(library: Library) -> None:
    origin = library.begin()
    with scopes.enter(library.handler.scope()):
        me = actor_of(library.handler)
        with pytest.raises(ValidationError, match="各段文字中都没有"):
            drafting.piece_add(origin=origin, actor=me, what=What.OTHER, words="没有的话", zh="略", en="-")
        drafting.piece_add(origin=origin, actor=me, what=What.OTHER, words="答辩期限", zh="期限", en="time limit")
        drafting.pieces_accept_all(origin=origin, actor=me)
    item = library.hand_over(library.fresh(origin))
    with scopes.enter(scopes.system()):
        assert Revision.objects.get(item=item).parts["lesson"]["zh"] == "收到起诉状后先核对期限。"


def test_the_secret_is_erased_after_thirty_days(library: Library) -> None:
    origin, _edition = library.out()
    assert origin.erase_on == timezone.localdate() + datetime.timedelta(days=30)
    with scopes.enter(scopes.system()):
        assert endings.secrets_erase(timezone.localdate()) == 0
        assert endings.secrets_erase(origin.erase_on) == 1
        assert endings.secrets_erase(origin.erase_on) == 0
    after = library.fresh(origin)
    assert (after.texts, library.pieces(origin), after.replaced) == ({}, {}, origin.replaced)


def test_a_draft_given_up_leaves_no_texts(library: Library) -> None:
    origin = library.begin()
    with scopes.enter(library.handler.scope()):
        drafting.draft_drop(origin=origin, actor=actor_of(library.handler))
    after = library.fresh(origin)
    assert (after.state, after.texts, library.pieces(origin)) == ("ended", {}, {})
    assert library.begin().pk != origin.pk, "another draft can be begun"


def test_two_drafts_of_one_case_are_one_too_many(library: Library) -> None:
    library.begin()
    with pytest.raises(Conflict, match="已有一件"), undone():
        library.begin(library.supervisor)
