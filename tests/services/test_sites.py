"""The organisation, its places, and who answers for each."""

import pytest
from django.db import IntegrityError, transaction

from amends.models import Event, FailureType, ListeningPost, Organisation, Site
from amends.rules.actors import SYSTEM
from amends.rules.refusals import Invalid, NotAllowed
from amends.services.directory import NotStarted, directory
from amends.services.sites import (
    Administrator,
    AlreadyStarted,
    add_site,
    close_site,
    edit_site,
    open_site,
    start_organisation,
)
from tests.builders import NOW, again, build_actor, build_case, build_house, build_staff

pytestmark = pytest.mark.django_db

ADA = Administrator("ada@example.com", "Ada Admin", "Ada", None)


@pytest.fixture
def house():
    return build_house()


def start(**changes):
    given = {"name": "Clearwater", "language": "en", "timezone": "UTC", "places": [], "administrator": ADA}
    return start_organisation(**given | changes, now=NOW)


def test_an_installation_begins_ready_to_listen():
    start(places=[" Harbour ", "", "\x00"])

    assert list(Site.objects.order_by("pk").values_list("name", flat=True)) == ["Clearwater", "Harbour"]
    assert set(ListeningPost.objects.values_list("key", flat=True)) == {"web", "track", "api", "import", "staff"}
    assert FailureType.objects.filter(parent=None).exists()
    assert Event.objects.get(case=None).verb == "site.added"
    assert build_case().owner.name == "Ada Admin"


def test_an_installation_begins_once():
    start()

    with pytest.raises(AlreadyStarted):
        start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(pk=2, name="x", language="en", started_at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " \n"}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"administrator": Administrator("a@example.com", "A", "A", "12345")}, "password"),
    ],
)
def test_what_cannot_begin_is_refused_by_its_field(changes, field):
    with pytest.raises(Invalid) as refused:
        start(**changes)
    assert (refused.value.field, Organisation.objects.count()) == (field, 0)


def test_nothing_is_heard_before_the_beginning():
    with pytest.raises(NotStarted):
        build_case()


def test_places_grow_as_one_tree(house):
    brand = add_site(parent=house.root, kind="brand", name="Spa", by=house.actor, now=NOW)
    pool = add_site(parent=brand, kind="place", name=" Pool\x00 ", by=house.actor, now=NOW, timezone="Europe/London")

    assert (pool.name, pool.path) == ("Pool", f"/{house.root.pk}/{brand.pk}/{pool.pk}/")
    assert (brand.timezone, pool.timezone) == ("Asia/Shanghai", "Europe/London")
    assert set(Site.objects.at_or_below(brand)) == {brand, pool}
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(parent=None, kind="group", name="Another", path="/", responsible=house.administrator)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Harbour "}, "name"),
        ({"kind": "group"}, "kind"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
    ],
)
def test_what_cannot_be_a_place_is_refused_by_its_field(house, changes, field):
    given = {"parent": house.root, "kind": "place", "name": "Pool"} | changes
    with pytest.raises(Invalid) as refused:
        add_site(**given, by=house.actor, now=NOW)
    assert refused.value.field == field


def test_the_same_name_may_stand_elsewhere_in_the_tree(house):
    add_site(parent=house.harbour, kind="place", name="Harbour", by=house.actor, now=NOW)


def test_who_answers_for_a_place_answers_for_those_below(house):
    lin = build_staff("supervisor", house.harbour)
    pier = add_site(parent=house.harbour, kind="place", name="Pier", by=house.actor, now=NOW)

    edit_site(site=house.harbour, name="Port", timezone="UTC", responsible=lin, by=house.actor, now=NOW)

    assert (directory().names[house.harbour.pk], build_case(site=pier).owner) == ("Port", lin)
    assert build_case(site=house.old_town).owner == house.administrator


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": "Old Town"}, "name"), ({"name": " "}, "name"), ({"timezone": "Mars/Olympus"}, "timezone")],
)
def test_an_edit_that_cannot_be_is_refused_by_its_field(house, changes, field):
    given = {"name": "Harbour", "timezone": "UTC", "responsible": None} | changes
    with pytest.raises(Invalid) as refused:
        edit_site(site=house.harbour, **given, by=house.actor, now=NOW)
    assert refused.value.field == field


def test_somebody_answers_for_the_whole_and_nobody_who_left_is_named(house):
    gone = build_staff("supervisor", house.harbour)
    gone.is_active = False
    gone.save()

    for site, responsible in ((house.root, None), (house.harbour, gone), (house.root, gone)):
        with pytest.raises(Invalid) as refused:
            edit_site(site=site, name="X", timezone="UTC", responsible=responsible, by=house.actor, now=NOW)
        assert refused.value.field == "responsible"
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.filter(pk=house.root.pk).update(responsible=None)


def test_a_closed_place_hears_nothing_new_and_its_cases_go_on(house):
    case = build_case(site=house.harbour)

    close_site(site=house.harbour, by=house.actor, now=NOW)
    with pytest.raises(Invalid):
        build_case(site=house.harbour)
    assert again(case).closed_at is None

    open_site(site=again(house.harbour), by=house.actor, now=NOW)
    assert build_case(site=house.harbour).site == house.harbour


def test_the_organisation_itself_cannot_be_closed(house):
    with pytest.raises(Invalid):
        close_site(site=house.root, by=SYSTEM, now=NOW)


def test_only_an_administrator_of_the_place_changes_it(house):
    for by in (build_actor("supervisor"), build_actor("administrator", house.old_town)):
        for act in (
            lambda by=by: add_site(parent=house.harbour, kind="place", name="Pool", by=by, now=NOW),
            lambda by=by: edit_site(site=house.harbour, name="X", timezone="UTC", responsible=None, by=by, now=NOW),
            lambda by=by: close_site(site=house.harbour, by=by, now=NOW),
            lambda by=by: open_site(site=house.harbour, by=by, now=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_change_that_was_rolled_back_is_forgotten(house):
    with pytest.raises(RuntimeError), transaction.atomic():
        _rename_and_fail(house)

    assert again(house.harbour).name == "Harbour"


def _rename_and_fail(house):
    edit_site(site=house.harbour, name="Port", timezone="UTC", responsible=None, by=house.actor, now=NOW)
    raise RuntimeError
