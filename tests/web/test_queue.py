"""The queue: what breaks next stands first, nothing unseen shows, every page follows the one before."""

import re

import pytest
from django.template import Context, Template
from django.utils import timezone

from amends.models import Case, FailureType, SavedView
from amends.services.cases import promise_next_date, resolve_case
from amends.services.snoozing import snooze_case
from amends.services.tags import tag_case
from tests.builders import DAY, HOUR, MINUTE, build_case, build_house, build_staff, owner_of
from tests.web import browsing
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.django_db
REFERENCE = re.compile(r'data-row-link[^>]*>|/cases/(AM-\d+)"')


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ada(house):
    return browser_of(house.administrator)


def references(page):
    return re.findall(r'href="/cases/(AM-\d+)" data-row-link', page.content.decode())


def path_of(case):
    return browsing.page_of(case).removeprefix("/cases/")


def due_in(house, span, now):
    case = build_case(f"Due in {span}", site=house.harbour, now=now - DAY)
    promise_next_date(case=case, next_at=now + span, by=owner_of(case), now=now - HOUR)
    case.promises.filter(kind="first_reply").update(withdrawn_at=now)
    Case.objects.filter(pk=case.pk).update(next_due_at=now + span)
    return case


def test_what_breaks_next_stands_first_in_groups_that_say_what_they_mean(house, ada, now):
    later = due_in(house, 3 * DAY, now)
    broken = due_in(house, -10 * MINUTE, now)
    soon = due_in(house, 30 * MINUTE, now)

    page = ada.get("/queue")

    assert references(page) == [path_of(broken), path_of(soon), path_of(later)]
    words = text_of(page)
    assert "Broken An apology is owed with the next message" in words
    assert words.index("10 min late") < words.index("Next 60 minutes") < words.index("Tomorrow and after")


def test_cases_that_wait_for_the_customers_word_come_last(house, ada, now):
    waiting = build_case(site=house.harbour, now=now - DAY)
    resolve_case(case=waiting, final_response="Done", by=owner_of(waiting), now=now, severity=1, is_safe=True)
    later = due_in(house, 20 * DAY, now)

    assert references(ada.get("/queue")) == [path_of(later), path_of(waiting)]
    assert references(ada.get("/queue?view=waiting")) == [path_of(waiting)]


def test_a_colleague_sees_the_cases_of_their_places_only(house, now):
    build_case("Harbour matter", site=house.harbour, now=now)
    build_case("Old Town matter", site=house.old_town, now=now)

    words = text_of(browser_of(build_staff("front_line", house.harbour)).get("/queue"))

    assert "Harbour matter" in words
    assert "Old Town matter" not in words


@pytest.mark.parametrize("view", ["team", "all", "mine"])
def test_pages_follow_each_other_without_a_gap_or_a_double(house, ada, now, view):
    cases = [build_case(f"Matter {number}", site=house.harbour, now=now - number * MINUTE) for number in range(120)]
    seen, url = [], f"/queue?view={view}"
    while url:
        page = ada.get(url)
        seen += references(page)
        found = re.search(r'href="([^"]+)" rel="next"', page.content.decode())
        url = found[1].replace("&amp;", "&") if found else ""

    assert len(seen) == 120
    assert set(seen) == {path_of(case) for case in cases}


@pytest.mark.parametrize(
    "after",
    ["nonsense", "0~2026-13-45T00:00:00~7", "1~~", "0~2026-01-01T00:00:00~7", "7~~7", "\x00", "9" * 40],
)
def test_a_broken_cursor_begins_from_the_start(house, ada, now, after):
    build_case(site=house.harbour, now=now)

    for view in ("team", "all"):
        assert ada.get("/queue", {"view": view, "after": after}).status_code == 200


def test_one_place_can_be_looked_at_alone(house, ada, now):
    build_case("Harbour matter", site=house.harbour, now=now)
    build_case("Old Town matter", site=house.old_town, now=now)

    words = text_of(ada.get(f"/queue?site={house.old_town.pk}"))

    assert "Old Town matter" in words
    assert "Harbour matter" not in words


def test_a_filter_without_result_says_which_filter_is_on(house, ada):
    words = text_of(ada.get(f"/queue?site={house.old_town.pk}"))

    assert "No case matches all of this 1 filter is on. Drop the filters" in words


def test_words_of_a_stranger_are_shown_as_words(house, ada, now):
    build_case(
        "<script>alert(1)</script> \u202etxt", site=house.harbour, now=now, name='"><img src=x onerror=alert(1)>'
    )

    page = ada.get("/queue").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("view", ["team", "mine", "all"])
def test_the_queue_asks_the_database_little(house, ada, now, view, django_assert_max_num_queries):
    for number in range(60):
        build_case(f"Matter {number}", site=house.harbour, now=now, name=f"Customer {number}")
    ada.get("/queue")

    with django_assert_max_num_queries(6):
        ada.get(f"/queue?view={view}")


FILTERED = ["site", "owner", "state", "severity", "failure", "tag", "post", "language", "since", "until", "overdue"]


@pytest.mark.parametrize("name", FILTERED)
def test_each_filter_keeps_what_matches_and_drops_the_rest(house, ada, now, name):
    kind = FailureType.objects.exclude(parent=None).first()
    ours = build_case("Ours 这件", site=house.old_town, now=now - 3 * DAY)
    build_case("Theirs, in plain English", site=house.harbour, now=now, post="staff", by=house.actor)
    lin = build_staff(site=house.root)
    Case.objects.filter(pk=ours.pk).update(
        owner=lin, severity=4, failure_type=kind, state="triaged", language="zh-hans"
    )
    link = tag_case(case=ours, name="Wedding", by=house.actor, now=now)
    today, before = now.date(), (now - 2 * DAY).date()
    matching = {
        "site": house.old_town.pk, "owner": lin.pk, "state": "triaged", "severity": 4, "failure": kind.pk,
        "tag": link.tag_id, "post": ours.intakes.get().post_id, "language": "zh", "until": before, "overdue": "yes",
    }  # fmt: skip

    found = references(ada.get("/queue", {name: matching.get(name, today - DAY)}))

    assert (path_of(ours) in found) is (name != "since")
    assert len(found) == 1


def test_a_snoozed_case_is_out_of_sight_and_in_its_own_view(house, ada, now):
    case = build_case(site=house.harbour, now=now)
    snooze_case(case=case, until=now + DAY, by=house.actor, now=now)

    assert references(ada.get("/queue")) == []
    assert references(ada.get("/queue?view=snoozed")) == [path_of(case)]


def test_the_tabs_count_exactly(house, ada, now):
    cases = [build_case(f"Matter {number}", site=house.harbour, now=now) for number in range(4)]
    snooze_case(case=cases[0], until=now + DAY, by=house.actor, now=now)
    Case.objects.filter(pk=cases[1].pk).update(double_deviation=True)
    resolve_case(case=cases[2], final_response="Done", by=owner_of(cases[2]), now=now, severity=1, is_safe=True)

    words = text_of(ada.get("/queue"))

    for said in ("Mine 3", "next promise 3", "Not picked up yet 3", "Double deviation 1", "word 1", "Snoozed 1"):
        assert said in words


def test_selected_cases_are_snoozed_and_the_toast_takes_all_of_it_back(house, ada, now):
    cases = [build_case(f"Matter {number}", site=house.harbour, now=now) for number in range(3)]
    until = str(int((now + DAY).timestamp()))
    form = {"act": "snooze", "case": [case.pk for case in cases], "until": until}

    answer = ada.post("/queue?view=team&sort=word", form, follow=True)

    assert "3 cases snoozed until" in text_of(answer)
    undo = re.search(r'action="(/undo/\d+)"', answer.content.decode())[1]
    answer = ada.post(undo, {"next": "/queue?view=team&sort=word"}, follow=True)
    assert "Taken back" in text_of(answer)
    assert set(references(answer)) == {path_of(case) for case in cases}


def test_what_was_refused_is_named_and_what_was_selected_stays(house, ada, now):
    broken = build_case("Long broken", site=house.harbour, now=now - 5 * DAY)
    form = {"act": "snooze", "case": [broken.pk], "until": str(int((now + DAY).timestamp())), "reason": "She is away"}

    page = ada.post("/queue", form)

    assert page.status_code == 409
    assert f"{path_of(broken)} A promise is broken or falls due within the hour." in text_of(page)
    assert re.search(rf'value="{broken.pk}"[^>]* checked', page.content.decode())
    assert 'value="She is away"' in page.content.decode()


def test_nothing_selected_is_said(house, ada, now):
    build_case(site=house.harbour, now=now)

    assert "No case is selected." in text_of(ada.post("/queue", {"act": "tag", "tag": "Wedding"}))


def test_a_view_is_kept_shared_and_forgotten(house, ada, now):
    lin = browser_of(build_staff("specialist", house.harbour))
    wei = browser_of(build_staff("specialist", house.old_town))
    query = f"view=mine&severity=4&columns=ref.tags&site={house.harbour.pk}&nonsense=1"

    answer = ada.post("/queue/views", {"name": "Grave ones", "query": query, "share": house.harbour.pk}, follow=True)

    assert "Grave ones" in text_of(answer)
    assert "nonsense" not in answer.redirect_chain[0][0]
    assert "Grave ones" in text_of(lin.get("/queue"))
    assert "Grave ones" not in text_of(wei.get("/queue"))
    view = SavedView.objects.get()
    assert lin.post(f"/queue/views/{view.pk}/forget").status_code == 403
    ada.post(f"/queue/views/{view.pk}/forget")
    assert not SavedView.objects.exists()


def test_the_columns_are_those_one_chose(house, ada, now):
    build_case(site=house.harbour, now=now)

    page = ada.get("/queue?columns=severity.tags").content.decode()

    assert re.findall(r'class="cases-(\w+)" scope', page) == ["pick", "due", "severity", "tags"]


def test_large_counts_are_read_in_groups_and_not_counted_to_their_end():
    shown = Template("{{ 8042|grouped }} {{ 7|grouped }} {{ 10000|grouped }}").render(Context())

    assert shown == "8,042 7 9,999+"


def test_a_view_is_counted_no_further_than_anybody_reads(house, ada, monkeypatch):
    monkeypatch.setattr("amends.web.filtering.MOST_COUNTED", 2)
    for _ in range(4):
        build_case(site=house.harbour, now=timezone.now())

    shown = ada.get("/queue").content.decode()

    assert "3 open in your places" in shown
