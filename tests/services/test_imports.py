"""Taking in a list: every row once, with its own dates, whatever happens on the way."""

import csv
import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DataError, OperationalError, connection

from amends.gateways.files import FileStore
from amends.gateways.rejects import RejectsFile, place_for_rejects
from amends.gateways.tables import open_table
from amends.models import Case, Customer, Event, Identity, ImportRun, Intake, Message, Organisation, Promise, Staff
from amends.rules.actors import SYSTEM
from amends.rules.importing.mapping import read_mapping, shipped_mapping
from amends.rules.refusals import Conflict, Invalid, NotAllowed
from amends.services import imports
from amends.services.checking import check_everything
from amends.services.import_plans import plan_reading, source_of
from amends.services.imports import Tally, begin_run, ensure_organisation, import_list, rehearse_list
from tests.builders import DAY, NOW, build_actor, build_house
from tests.machine import skip_loudly

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def house():
    return build_house()


def made(folder: Path, *rows: str, name: str = "complaints.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def take_in(path: Path, *, mapping=None, chunks=None, now=NOW, by=SYSTEM, **how) -> Tally:
    """Import a list, or only its first chunks."""
    table = open_table(path)
    reading = plan_reading(table=table, mapping=mapping, **how)
    run = begin_run(table=table, reading=reading, by=by, now=now)
    rejects = RejectsFile(place_for_rejects(path, path.parent), table.columns)
    total = Tally()
    going = import_list(run=run, table=table, reading=reading, rejects=rejects, by=by, clock=lambda: now)
    for number, tally in enumerate(going, start=1):
        total.add(tally)
        if number == chunks:
            going.close()
            break
    return total


def rehearse(path: Path, **how) -> Tally:
    table, total = open_table(path), Tally()
    for tally in rehearse_list(table=table, reading=plan_reading(table=table, **how), clock=lambda: NOW):
        total.add(tally)
    return total


def counts(tally: Tally) -> tuple[int, int, int, int]:
    return tally.read, tally.opened, tally.duplicates, tally.rejected


def rejected(path: Path) -> list[list[str]]:
    with path.with_name(path.name + ".rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_a_row_becomes_a_case_with_its_own_dates_customer_reply_and_promise(house, tmp_path):
    path = made(
        tmp_path,
        "Ticket,Received,Due,Name,Phone,Complaint text,Branch,Reply,Reply date,Replied by,Status",
        "T1,2026-02-01 09:00,2026-02-03 09:00,Wei Chen,138 0013 8000,The tap leaks.,harbour,We come at ten.,"
        "2026-02-01 10:00,Lin,Open",
    )

    assert counts(take_in(path)) == (1, 1, 0, 0)

    case = Case.objects.get()
    intake = Intake.objects.get()
    assert (intake.text, intake.external_id, intake.post.key) == ("The tap leaks.", "complaints/T1", "import")
    assert case.received_at == datetime(2026, 2, 1, 1, 0, tzinfo=UTC)  # nine in Shanghai, where the organisation is
    assert (case.site, case.owner, case.state) == (house.harbour, house.administrator, "registered")
    assert case.customer is not None
    assert (case.customer.name, case.customer.identities.get().value) == ("Wei Chen", "+8613800138000")
    assert case.customer.created_at == case.received_at, "known since they told us, not since the list came"
    message = Message.objects.get()
    assert (message.text, message.author_name) == ("We come at ten.", "Lin")
    assert message.sent_at == datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
    assert Promise.objects.get(kind="first_reply").due_at == datetime(2026, 2, 3, 1, 0, tzinfo=UTC)
    assert [event.verb for event in Event.objects.filter(case=case)] == ["case.imported"]


def test_a_closed_row_comes_in_closed_and_unconfirmed(house, tmp_path):
    path = made(
        tmp_path,
        "id,text,received,closed,status",
        "1,It leaks.,2026-02-01,2026-02-03,",
        "2,It leaks.,2026-02-01,,Closed (Duplicate)",
        "3,It leaks.,2026-02-01,,Pending",
    )

    take_in(path, timezone="UTC")

    assert list(Case.objects.order_by("pk").values_list("state", "closed_at")) == [
        ("closed_unconfirmed", datetime(2026, 2, 3, tzinfo=UTC)),
        ("closed_unconfirmed", datetime(2026, 2, 1, tzinfo=UTC)),
        ("registered", None),
    ]


def test_an_open_row_is_promised_a_first_reply_from_now_on_and_is_not_late(house, tmp_path):
    take_in(made(tmp_path, "id,text,received", "1,It leaks.,2024-02-01"))

    promise = Promise.objects.get()
    assert (promise.made_at, promise.missed_at) == (NOW, None)
    assert promise.due_at == Case.objects.get().next_due_at > NOW


def test_the_same_list_again_opens_nothing(house, tmp_path):
    path = made(tmp_path, "id,text", *(f"{n},Complaint {n}" for n in range(1200)))

    first = take_in(path)
    assert (counts(first), first.fraction) == ((1200, 1200, 0, 0), 1.0)
    assert counts(take_in(path)) == (1200, 0, 1200, 0)
    assert Case.objects.count() == 1200


def test_the_same_list_under_another_name_or_packed_opens_nothing(house, tmp_path):
    path = made(tmp_path, "id,text", "1,It leaks.")
    take_in(path)

    renamed = tmp_path / "copy of complaints.csv"
    renamed.write_bytes(path.read_bytes())
    packed = tmp_path / "packed.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))

    assert counts(take_in(renamed)) == counts(take_in(packed)) == (1, 0, 1, 0)


def test_a_list_that_has_grown_opens_what_is_new(house, tmp_path):
    take_in(made(tmp_path, "id,text", "1,It leaks."))

    assert counts(take_in(made(tmp_path, "id,text", "1,It leaks.", "2,Cold."))) == (2, 1, 1, 0)


def test_two_lists_may_use_the_same_numbers(house, tmp_path):
    take_in(made(tmp_path, "id,text", "1,It leaks."))

    assert counts(take_in(made(tmp_path, "id,text", "1,Cold.", name="other.csv"))) == (1, 1, 0, 0)
    assert counts(take_in(made(tmp_path, "id,text", "1,Late.", name="third.csv"), source="other")) == (1, 0, 1, 0)


def test_a_number_that_is_here_with_other_words_is_told_apart(house, tmp_path):
    take_in(made(tmp_path, "id,text", "1,It leaks."))

    path = made(tmp_path, "id,text", "1,Something else.")
    assert rehearse(path).differing == 1
    assert take_in(path).differing == 1


def test_rows_without_a_number_are_known_by_their_content_and_alike_rows_are_all_kept(house, tmp_path):
    path = made(tmp_path, "text,received", "Cold.,2026-02-01", "Cold.,2026-02-01", "Late.,2026-02-02")

    assert counts(rehearse(path)) == counts(take_in(path)) == (3, 3, 0, 0)
    assert counts(rehearse(path)) == counts(take_in(path)) == (3, 0, 3, 0)


def test_a_number_twice_in_one_list_is_one_case(house, tmp_path):
    path = made(tmp_path, "id,text", "1,Cold.", "2,Late.", "1,Cold.")

    assert counts(rehearse(path)) == (3, 2, 1, 0)
    assert counts(take_in(path)) == (3, 2, 1, 0)


def test_bad_rows_are_set_aside_with_line_and_reason_and_stop_nothing(house, tmp_path):
    path = made(
        tmp_path,
        "id,text,received",
        "1,Fine.,2026-02-01",
        "2,,2026-02-01",
        '3,"Two',
        'lines.",yesterday',
        "4,Ahead of its time.,2030-01-01",
        "5,Too,many,cells",
        f"6,{'x' * 200_001},2026-02-01",
        "7,Fine too.,2026-02-01",
    )

    assert counts(rehearse(path)) == (7, 2, 0, 5)
    assert counts(take_in(path)) == (7, 2, 0, 5)
    assert [(row[0], row[1][:52]) for row in rejected(path)] == [
        ("3", "There are no words in this row: text is empty."),
        ("4", "“yesterday” under received is not a date we can read."[:52]),
        ("6", "“2030-01-01” under received lies in the future."),
        ("7", "This row has 4 cells, the list has 3 columns."),
        ("8", "This is longer than 200000 characters."),
    ]
    assert rejected(path)[1][2:] == ["3", "Two\nlines.", "yesterday"]


def test_rejects_that_were_mended_belong_to_the_same_list(house, tmp_path):
    path = made(tmp_path, "id,text,received", "1,Fine.,2026-02-01", "2,Mended.,yesterday")
    take_in(path)
    rejects = path.with_name(path.name + ".rejects.csv")
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("yesterday", "2026-02-02", 2))

    assert counts(take_in(rejects)) == (1, 1, 0, 0)
    assert sorted(Intake.objects.values_list("external_id", flat=True)) == ["complaints/1", "complaints/2"]


def test_rejects_that_are_being_mended_survive_the_list_being_read_again(house, tmp_path):
    path = made(tmp_path, "id,text", "1,Fine.", "2,", "3,Fine.")
    take_in(path)
    rejects = path.with_name(path.name + ".rejects.csv")
    rejects.write_text(rejects.read_text(encoding="utf-8-sig") + "4,mended,9,By hand.\n")

    take_in(path)

    assert [row[0] for row in rejected(path)] == ["3"]
    assert "By hand." in rejects.with_name("complaints.csv.rejects.old.csv").read_text()


def test_a_database_that_cannot_be_written_to_rejects_no_row(house, tmp_path, monkeypatch):
    def full(items, **how):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(imports, "hear_each", full)

    with pytest.raises(OperationalError):
        take_in(made(tmp_path, "id,text", "1,Fine."))
    assert [entry.name for entry in tmp_path.iterdir()] == ["complaints.csv"]
    assert ImportRun.objects.get().read == 0


@pytest.mark.parametrize("stopped_after", [1, 2, 3])
def test_a_list_that_was_interrupted_goes_on_where_it_stood(house, tmp_path, stopped_after, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK_ROWS", 10)
    bad = {7, 13, 29, 31}
    lines = [f",{'' if n in bad else f'Complaint {n % 5}'}" for n in range(35)]  # known by content, many alike
    path = made(tmp_path, "id,text", *lines)

    take_in(path, chunks=stopped_after)
    run = ImportRun.objects.get()
    assert (run.read, run.finished_at, run.position) == (stopped_after * 10, None, stopped_after * 10 + 1)
    take_in(path)

    run.refresh_from_db()
    assert (run.read, run.opened, run.duplicates, run.rejected) == (35, 31, 0, 4)
    assert run.finished_at == NOW
    assert Case.objects.count() == 31
    assert [int(row[0]) - 2 for row in rejected(path)] == sorted(bad)


def test_a_run_with_another_mapping_begins_anew_and_doubles_nothing(house, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK_ROWS", 2)
    path = made(tmp_path, "id,text,subject", *(f"{n},Complaint {n},S" for n in range(5)))
    take_in(path, chunks=1)

    mapping = read_mapping('[columns]\nid = "id"\ntext = "subject"')

    assert counts(take_in(path, mapping=mapping)) == (5, 3, 2, 0)


def test_of_two_processes_with_the_same_list_one_gives_up_and_leaves_no_trace(house, tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK_ROWS", 2)
    path = made(tmp_path, "id,text", *(f"{n},Complaint {n}" for n in range(6)))
    table = open_table(path)
    reading = plan_reading(table=table)
    rejects = RejectsFile(tmp_path / "r.csv", table.columns)

    def start():
        run = begin_run(table=table, reading=reading, by=SYSTEM, now=NOW)
        return import_list(run=run, table=table, reading=reading, rejects=rejects, by=SYSTEM, clock=lambda: NOW)

    first, second = start(), start()
    next(first)
    with pytest.raises(Conflict, match="Another process is taking in this list"):
        next(second)
    for _chunk in first:
        pass

    assert (ImportRun.objects.get().opened, Case.objects.count()) == (6, 6)


def test_customers_are_matched_across_rows_and_lists(house, tmp_path):
    take_in(made(tmp_path, "id,text,phone,email", "1,a,138-0013-8000,", "2,b,+86 13800138000,wei@example.com"))
    take_in(made(tmp_path, "id,text,email", "1,c,WEI@example.com", "2,d,other@example.com", name="web.csv"))

    assert Customer.objects.count() == 2
    assert Counter(Case.objects.values_list("customer", flat=True)).most_common(1)[0][1] == 3


def test_the_same_user_name_in_two_lists_is_two_people(house, tmp_path):
    take_in(made(tmp_path, "id,text,user name", "1,a,wei7", "2,b,Wei7"))
    take_in(made(tmp_path, "id,text,user name", "1,c,wei7", name="other.csv"))

    assert Customer.objects.count() == 2
    assert sorted(Identity.objects.values_list("kind", "value")) == [
        ("import", "complaints/wei7"),
        ("import", "other/wei7"),
    ]


def test_the_place_is_the_one_asked_for_or_the_rows_own_or_the_root(house, tmp_path):
    path = made(tmp_path, "id,text,store", "1,a,old town", "2,b,Nowhere", "3,c,")

    take_in(path)
    assert list(Case.objects.order_by("pk").values_list("site__name", flat=True)) == [
        "Old Town", "Clearwater", "Clearwater"
    ]  # fmt: skip
    assert list(Intake.objects.order_by("pk").values_list("place", flat=True)) == ["old town", "Nowhere", ""]

    take_in(path, site="harbour", source="again")
    assert Case.objects.filter(site=house.harbour).count() == 3


def test_an_unknown_place_and_time_zone_are_refused(house, tmp_path):
    table = open_table(made(tmp_path, "id,text", "1,a"))

    with pytest.raises(Invalid, match="no place called “Moon”"):
        plan_reading(table=table, site="Moon")
    with pytest.raises(Invalid, match="no time zone"):
        plan_reading(table=table, timezone="Mars/Olympus")


def test_a_lists_own_type_finds_our_failure_type(house, tmp_path):
    take_in(made(tmp_path, "id,text,category", "1,a,Late Flight", "2,b,Water leak", "3,c,行李丢失", "4,d,Weather"))

    kinds = Case.objects.order_by("pk").values_list("failure_type__key", flat=True)
    assert list(kinds) == ["travel_delay", "water_leak", "baggage_or_parcel_lost", None]


def test_a_rehearsal_changes_nothing(house, tmp_path):
    path = made(tmp_path, "id,text", "1,It leaks.", "2,")

    assert counts(rehearse(path)) == (2, 1, 0, 1)
    assert (Case.objects.count(), ImportRun.objects.count()) == (0, 0)
    assert [entry.name for entry in tmp_path.iterdir()] == ["complaints.csv"]


def test_an_empty_installation_is_begun_with_nobody_who_can_sign_in(tmp_path):
    assert ensure_organisation(language="en", timezone="Europe/London", now=NOW) is True
    assert ensure_organisation(language="en", timezone="Europe/London", now=NOW) is False

    take_in(made(tmp_path, "id,text", "1,It leaks."))

    assert (Organisation.objects.get().timezone, Staff.objects.get().has_usable_password()) == ("Europe/London", False)
    assert Case.objects.get().owner == Staff.objects.get()


def test_only_those_who_may_run_imports_run_them(house, tmp_path):
    path = made(tmp_path, "id,text", "1,It leaks.")

    with pytest.raises(NotAllowed):
        take_in(path, by=build_actor("specialist"))

    assert counts(take_in(path, by=build_actor("supervisor"))) == (1, 1, 0, 0)


def test_hostile_rows_are_kept_word_for_word_or_refused(house, tmp_path):
    texts = [
        "<script>alert(1)</script>", "'; DROP TABLE amends_case; --", "=cmd|' /C calc'!A0", "\u202eright to left",
        "😀" * 9, "a\x00b", "%s %(x)s {0}", "\ud83d", "\u200b", "x" * 190_000,
    ]  # fmt: skip
    path = tmp_path / "hostile.jsonl"
    rows = [{"id": f"{n}'\"<b>", "text": text, "name": text, "phone": text} for n, text in enumerate(texts)]
    rows += [
        {"id": str(n), "text": text, "email": text, "store": text, "address": text} for n, text in enumerate(texts)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))

    assert counts(rehearse(path)) == (20, 18, 0, 2)
    assert counts(take_in(path)) == (20, 18, 0, 2)  # one says nothing that anybody could see
    assert set(Intake.objects.values_list("text", flat=True)) >= {*texts[:5], "ab", "%s %(x)s {0}", "�"}


def test_a_row_the_database_refuses_takes_nobody_down_with_it(house, tmp_path, monkeypatch):
    real = imports.hear_each

    def refuse(items, **how):
        if any(heard.text == "poison" for heard in items):
            raise DataError("no room\nDETAIL: none")
        return real(items, **how)

    monkeypatch.setattr(imports, "hear_each", refuse)
    path = made(tmp_path, "id,text", "1,Fine.", "2,poison", "3,Fine too.")

    assert counts(take_in(path)) == (3, 2, 0, 1)
    assert rejected(path)[0][:2] == ["3", "The database refused this row: no room"]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("Complaints.csv.gz", "complaints"),
        ("Complaints.csv.gz.rejects.csv", "complaints"),
        ("投诉 2026.xlsx", "投诉 2026"),
        (".csv", "list"),
        ("x" * 200 + ".csv", "x" * 60),
    ],
)
def test_a_lists_name_is_its_files_name_without_its_endings(name, source):
    assert source_of(Path(name)) == source


# name, shipped mapping, rows, closed, with a reply; counted by the csv module in the test as well
FILES = (
    ("baltimore311", "city-311", 6043, 5928, 0),
    ("nyc311", "city-311", 3938, 1417, 3755),
    ("cfpb_complaints", "regulator-complaint", 4651, 4598, 0),
    ("zh_gov_replies", "message-and-reply", 1718, 1718, 1718),
    ("airline_tweets", "generic", 10235, 0, 0),
)


def real(name: str) -> Path:
    path = REAL / f"{name}.csv.gz"
    return path if path.exists() else Path(skip_loudly(f"the lists in {REAL}: they are not there"))


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("is_mapped", [False, True], ids=["guessed", "mapped"])
@pytest.mark.parametrize(("name", "mapping", "size", "closed", "answered"), FILES, ids=[file[0] for file in FILES])
def test_real_lists_come_in_whole(tmp_path, name, mapping, size, closed, answered, is_mapped):
    build_house(now=datetime(2026, 11, 1, tzinfo=UTC))
    link = tmp_path / f"{name}.csv.gz"  # rejects go beside the link, never beside the list
    link.symlink_to(real(name))
    how = {"mapping": shipped_mapping(mapping) if is_mapped else None, "now": datetime(2026, 11, 21, tzinfo=UTC)}

    assert len(rows_of(link)) == size
    assert counts(take_in(link, **how)) == (size, size, 0, 0)
    assert counts(rehearse(link)) == (size, 0, size, 0)
    assert Case.objects.count() == Intake.objects.count() == size
    assert Case.objects.filter(closed_at=None).count() == size - closed
    assert Message.objects.count() == answered


@pytest.mark.slow
def test_real_dates_are_kept(tmp_path):
    build_house(now=datetime(2026, 11, 1, tzinfo=UTC))
    path = real("baltimore311")

    take_in(path, now=datetime(2026, 11, 21, tzinfo=UTC), timezone="America/New_York")

    row = rows_of(path)[1]
    assert (row["ServiceRequestNum"], row["CreatedDate"]) == ("18-00275429", "04/16/2018 05:30:13 AM")
    case = Intake.objects.get(external_id="baltimore311/18-00275429").case
    assert case is not None
    assert case.received_at == datetime(2018, 4, 16, 9, 30, 13, tzinfo=UTC)
    assert case.closed_at == datetime(2018, 4, 20, 10, 25, 33, tzinfo=UTC)
    assert case.promises.get().kept_at == case.closed_at


@pytest.mark.slow
def test_what_was_taken_in_passes_the_check(tmp_path):
    build_house(now=datetime(2026, 11, 1, tzinfo=UTC))
    now = datetime(2026, 11, 21, tzinfo=UTC)
    for name in ("nyc311", "zh_gov_replies"):
        take_in(real(name), now=now)

    report = check_everything(files=FileStore(tmp_path), now=now + DAY)

    assert [str(finding) for finding in report.findings] == []


def test_the_statements_a_chunk_needs_do_not_grow_with_its_rows(house, tmp_path, django_assert_max_num_queries):
    path = made(tmp_path, "id,text,phone,reply", *(f"{n},Complaint {n},1380013{n:04d},Answer" for n in range(400)))

    with django_assert_max_num_queries(63 if connection.vendor == "sqlite" else 42):
        take_in(path)
