"""Every table that names stored bytes says in a CHECK whose they are."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection

from portal.site.centers.models import CenterSite
from portal.tenancy import scope as scopes
from tests import people
from tests.undone import undone

pytestmark = pytest.mark.django_db


def test_every_key_is_bound_to_its_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.attrelid::regclass::text, a.attname, (select string_agg(pg_get_constraintdef(c.oid), ' ') from pg_constraint c"
            " where c.conrelid = a.attrelid and c.contype = 'c' and c.conkey @> array[a.attnum]) from pg_attribute a"
            " join pg_class t on t.oid = a.attrelid and t.relkind = 'r' and t.relnamespace = 'public'::regnamespace"
            " where a.attname in ('storage_key', 'left_key', 'logo_key') and not a.attisdropped"
        )
        found = {(table, column): check or "" for table, column, check in cursor.fetchall()}
    assert len(found) >= 10
    assert [place for place, check in found.items() if "'^" not in check] == []


def test_a_logo_lies_in_the_folder_of_its_center() -> None:
    center, other = people.make_center(), people.make_center()
    person = people.person("supervisor", center=center)
    with scopes.enter(person.scope()):
        site = CenterSite.objects.create(center=center, logo_key=f"centers/{center.pk}/a")
        for key in (
            f"centers/{other.pk}/a",
            f"centers/{center.pk}/../{other.pk}/a",
            "cases/1/a",
            f"centers/{center.pk}",
        ):
            with pytest.raises(IntegrityError, match="center_site_own_logo"), undone():
                CenterSite.objects.filter(pk=site.pk).update(logo_key=key)
