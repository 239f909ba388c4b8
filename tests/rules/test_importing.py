"""Reading lists: which column is what, what a date means, what a row says."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.importing.dates import DAY_FIRST, MONTH_FIRST, UNSETTLED, date_order, read_date
from amends.rules.importing.guessing import guess_layout, looks_right
from amends.rules.importing.kinds import Kinds
from amends.rules.importing.layout import lay_out
from amends.rules.importing.mapping import FIELDS, read_mapping, shipped_mapping, shipped_mappings
from amends.rules.importing.names import plain_name
from amends.rules.importing.rows import Reading, read_row, shortened
from amends.rules.importing.status import is_closed
from amends.rules.refusals import Invalid
from amends.rules.taxonomy import starting_taxonomy

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-04-25 09:32:09", datetime(2019, 4, 25, 9, 32, 9, tzinfo=UTC)),
        ("2019-04-25T09:32:09+08:00", datetime(2019, 4, 25, 1, 32, 9, tzinfo=UTC)),
        ("2019-04-25T09:32:09Z", datetime(2019, 4, 25, 9, 32, 9, tzinfo=UTC)),
        ("2020/3/18", datetime(2020, 3, 18, tzinfo=UTC)),
        ("11/13/2018 01:06:56 PM", datetime(2018, 11, 13, 13, 6, 56, tzinfo=UTC)),
        ("12/31/1999 12:00:00 AM", datetime(1999, 12, 31, tzinfo=UTC)),
        ("10/21/18 7:12", datetime(2018, 10, 21, 7, 12, tzinfo=UTC)),
        ("2/24/2015 11:35", datetime(2015, 2, 24, 11, 35, tzinfo=UTC)),
        ("2019年4月25日 9时32分", datetime(2019, 4, 25, 9, 32, tzinfo=UTC)),
        ("2019年4月25日下午3点05分", datetime(2019, 4, 25, 15, 5, tzinfo=UTC)),
        ("2019/4/25 星期四 10:00", datetime(2019, 4, 25, 10, 0, tzinfo=UTC)),
        ("Tue, 24 Feb 2015 11:35:00 -0800", datetime(2015, 2, 24, 19, 35, tzinfo=UTC)),
        ("Tue Feb 24 11:35:00 +0000 2015", datetime(2015, 2, 24, 11, 35, tzinfo=UTC)),
        ("February 24th, 2015 11:35 AM", datetime(2015, 2, 24, 11, 35, tzinfo=UTC)),
        ("24-Feb-2015", datetime(2015, 2, 24, tzinfo=UTC)),
        ("20150224", datetime(2015, 2, 24, tzinfo=UTC)),
        ("1424777700", datetime(2015, 2, 24, 11, 35, tzinfo=UTC)),
        ("43394.5", datetime(2018, 10, 21, 12, 0, tzinfo=UTC)),  # a spreadsheet's own count of days
    ],
)
def test_a_date_is_read_as_people_and_programs_write_it(text, expected):
    assert read_date(text, day_first=False, zone=UTC) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "13/13/2018", "2019-13-01", "0000-00-00", "9999-12-31", "0001-01-01", "32/1/2019", "5", "😀"]
)
def test_what_is_no_date_is_none(text):
    assert [read_date(text, day_first=first, zone=SHANGHAI) for first in (True, False)] == [None, None]


def test_a_date_without_a_zone_is_in_the_zone_of_the_list():
    assert read_date("2019-04-25 00:30", day_first=True, zone=SHANGHAI) == datetime(2019, 4, 24, 16, 30, tzinfo=UTC)


def test_the_order_of_day_and_month_is_told_by_the_dates_together():
    assert date_order(["3/4/2019", "25/4/2019"]) == DAY_FIRST
    assert date_order(["3/4/2019", "4/25/2019"]) == MONTH_FIRST
    assert date_order(["3/4/2019 1:00 PM"]) == MONTH_FIRST
    assert date_order(["3/4/2019", "2019-04-25"]) == UNSETTLED
    assert date_order(["2019-04-25", "2019/4/3", ""]) == ""


def test_a_date_against_the_order_of_its_list_is_refused_and_not_turned_around():
    assert read_date("25/4/2019", day_first=False, zone=UTC) is None


@given(st.text(max_size=40))
def test_no_text_upsets_the_reading_of_dates(text):
    read_date(text, day_first=True, zone=SHANGHAI)
    date_order([text])


def test_a_columns_name_is_compared_without_its_dress():
    names = ["SRRecordID", "tweet_id", "Zip_Code?", "  Date　Received ", "留言编号", "e-mail"]

    assert [plain_name(name) for name in names] == [
        "sr record id", "tweet id", "zip code", "date received", "留言编号", "e mail"
    ]  # fmt: skip


def guessed(columns, *rows):
    layout, reply_closes = guess_layout(columns, rows, shipped_mapping("generic"))
    return {name: [columns[number] for number in numbers] for name, numbers in layout.items()}, reply_closes


def test_columns_are_guessed_by_their_names_in_english():
    columns = ["Ticket Number", "Created At", "Customer Name", "E-mail", "Mobile", "Subject", "Description", "Status",
               "Resolved At", "SLA Due", "Branch", "Internal Score"]  # fmt: skip
    row = ["T-1", "2026-01-02 10:00", "Wei Chen", "wei@example.com", "13800138000", "Tap", "It leaks.", "Resolved",
           "2026-01-03 10:00", "2026-01-04", "Harbour", "7"]  # fmt: skip

    assert guessed(columns, row, row) == (
        {
            "due": ["SLA Due"], "closed": ["Resolved At"], "received": ["Created At"], "email": ["E-mail"],
            "phone": ["Mobile"], "name": ["Customer Name"], "id": ["Ticket Number"], "status": ["Status"],
            "title": ["Subject"], "site": ["Branch"], "text": ["Description"],
        },
        False,
    )  # fmt: skip


def test_columns_are_guessed_by_their_names_in_chinese():
    columns = [
        "工单号",
        "投诉时间",
        "姓名",
        "联系电话",
        "会员号",
        "问题类型",
        "投诉内容",
        "处理结果",
        "办结时间",
        "门店",
        "备用",
    ]
    row = [
        "A1",
        "2026年1月2日",
        "陈伟",
        "13800138000",
        "V7",
        "漏水",
        "水龙头一直在漏水。",
        "已修好",
        "2026/1/3",
        "虹桥",
        "x",
    ]

    assert guessed(columns, row, row) == (
        {
            "closed": ["办结时间"], "received": ["投诉时间"], "phone": ["联系电话"], "member": ["会员号"],
            "name": ["姓名"], "id": ["工单号"], "reply": ["处理结果"], "type": ["问题类型"], "site": ["门店"],
            "text": ["投诉内容"],
        },
        False,
    )  # fmt: skip


def test_columns_with_names_that_say_nothing_are_guessed_by_their_content():
    rows = [
        [f"K{n}", f"1{n % 6 + 3}8{n:08d}", f"p{n}@example.com", f"2026-01-{n + 1:02d}", "open" if n % 2 else "closed",
         f"The parcel number {n} has not come and nobody answers the telephone.", str(n)]
        for n in range(20)
    ]  # fmt: skip

    assert guessed(["a", "b", "c", "d", "e", "f", "g"], *rows)[0] == {
        "received": ["d"], "email": ["c"], "phone": ["b"], "id": ["a"], "status": ["e"], "text": ["f"],
    }  # fmt: skip


def test_a_name_alone_is_not_believed():
    rows = [["Phone", "CA", f"2026-01-{n + 1:02d}", f"Text {n}"] for n in range(9)]

    layout, _closes = guessed(["MethodReceived", "State", "CreatedDate", "Text"], *rows)

    assert layout == {"received": ["CreatedDate"], "text": ["Text"]}


def test_a_list_of_questions_and_answers_without_an_end_is_over_with_the_answer():
    row = ["1", "怎么还没修好？", "2026-01-02", "已修好", "2026-01-03"]

    assert guessed(["编号", "内容", "时间", "答复意见", "答复时间"], row)[1] is True
    assert guessed(["编号", "内容", "时间", "答复意见", "状态"], [*row[:4], "处理中"])[1] is False


def test_a_list_without_words_is_refused_with_its_columns_and_the_way_out():
    with pytest.raises(Invalid, match=r"Its columns: order, price\. Write a mapping"):
        guessed(["order", "price"], ["1", "3.50"], ["2", "4.00"], ["3", "1.00"])


@pytest.mark.parametrize("name", sorted(shipped_mappings()))
def test_a_shipped_mapping_names_what_exists(name):
    mapping = shipped_mapping(name)

    assert mapping.may_miss
    assert {key for _word, key in mapping.kinds} <= {kind.key for kind in starting_taxonomy()}
    assert {"text", "type", "received", "id"} <= mapping.columns.keys() <= set(FIELDS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns\n", "cannot be read"),
        ("colums = 1", "“colums”, which means nothing here"),
        ("[columns]\ntxet = 'a'", "“txet”, which means nothing here"),
        ("[columns]\ntext = 3", "under “text”"),
        ("dates = 'american'", "under “dates”"),
        ("reply_closes = 'yes'", "under “reply_closes”"),
        ("columns = 'text'", "under “columns”"),
    ],
)
def test_a_mapping_says_what_is_wrong_with_it(text, words):
    with pytest.raises(Invalid, match=words) as refused:
        read_mapping(text)

    assert refused.value.field == "mapping"


def test_a_column_that_is_not_there_is_named_with_the_likely_one():
    mapping = read_mapping('[columns]\ntext = "Narative"')

    with pytest.raises(Invalid, match=r"“Narative”.*Is it “Narrative”\? It has: Id, Narrative"):
        lay_out(mapping, ["Id", "Narrative"], looks_right([]))


def test_a_mapping_finds_columns_by_their_plain_names_too():
    mapping = read_mapping('[columns]\ntext = ["narrative", "Issue"]\ntype = "ISSUE"')

    assert lay_out(mapping, ["Narrative", "Issue"], looks_right([])) == {"type": (1,), "text": (0, 1)}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Closed (Duplicate)", True), ("closed with explanation", True), ("Resolved", True), ("已办结", True),
        ("Open", False), ("In Progress", False), ("Unresolved", False), ("Re-opened", False), ("未办结", False),
        ("处理中", False), ("Level 2", None), ("", None),
    ],
)  # fmt: skip
def test_a_status_means_closed_or_open_or_nothing_we_know(status, expected):
    assert is_closed(status) is expected


def test_a_mappings_own_status_words_come_first():
    assert is_closed("Shipped", closed=["shipped"]) is True
    assert is_closed("Closed for now", still_open=["closed for now"]) is False


def test_our_failure_types_are_found_in_a_lists_own_words():
    kinds = Kinds((("late flight", 1), ("漏水", 2)), {"overbooked": 3})

    assert [kinds.of(text) for text in ("Late Flight", "Delay: late-flight", "卫生间漏水", "Overbooked", "Plate")] == [
        1, 1, 2, 3, None,
    ]  # fmt: skip


COLUMNS = ("id", "text", "type", "received", "closed", "status", "due", "reply", "reply_date", "phone", "user", "place")


def reading(**changes):
    layout = {name: (number,) for number, name in enumerate(COLUMNS)}
    return Reading(
        **{"columns": COLUMNS, "layout": layout, "source": "desk", "zone": UTC, "day_first": True, **changes}
    )


def row(**cells):
    return [cells.get(name, "") for name in COLUMNS]


def read(told=None, **cells):
    return read_row(row(**cells), told or reading(), external_id="desk/1", now=NOW)


def test_a_row_keeps_its_words_and_its_dates():
    heard = read(
        text=" It leaks. ", received="1/2/2026 08:00", closed="2/2/2026", due="3/2/2026", place="Room 12", type="Tap"
    )

    assert (heard.text, heard.title, heard.place) == ("It leaks.", "Tap", "Room 12")
    assert heard.received_at == datetime(2026, 2, 1, 8, tzinfo=UTC)
    assert heard.closed_at == datetime(2026, 2, 2, tzinfo=UTC)
    assert heard.due_at == datetime(2026, 2, 3, tzinfo=UTC)


def test_a_row_without_text_says_its_type_and_one_without_any_words_is_refused():
    assert read(type="Street light out").text == "Street light out"

    with pytest.raises(Invalid, match="no words in this row: text, type is empty"):
        read(received="1/2/2026")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"received": "yesterday"}, "“yesterday” under received is not a date"),
        ({"received": "2/13/2026"}, "“2/13/2026” under received is not a date"),
        ({"received": "3/3/2026"}, "“3/3/2026” under received lies in the future"),
        ({"closed": "3/3/2026"}, "under closed lies in the future"),
        ({"due": "later"}, "“later” under due is not a date"),
    ],
)
def test_a_date_nobody_can_read_and_one_in_the_future_are_refused(cells, words):
    with pytest.raises(Invalid, match=words):
        read(text="It leaks.", **cells)


def test_a_date_promised_may_lie_in_the_future():
    assert read(text="It leaks.", due="3/3/2030").due_at == datetime(2030, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize("cell", ["n/a", "NULL", "-", "0000-00-00", "无"])
def test_a_placeholder_is_no_date_and_no_fault(cell):
    assert read(text="It leaks.", closed=cell).closed_at is None


def test_a_row_without_a_date_of_receipt_has_its_earliest_other_date_or_that_of_the_import():
    assert read(text="It leaks.", closed="2/2/2026").received_at == datetime(2026, 2, 2, tzinfo=UTC)
    assert read(text="It leaks.").received_at == NOW


def test_a_status_closes_a_row_without_a_closing_date_and_does_not_open_one_with_it():
    received = datetime(2026, 2, 1, tzinfo=UTC)

    assert read(text="It leaks.", received="1/2/2026", status="Closed").closed_at == received
    assert read(text="It leaks.", received="1/2/2026", status="Open", closed="2/2/2026").closed_at is not None
    assert read(text="It leaks.", received="1/2/2026", status="Pending").closed_at is None


def test_an_answer_is_dated_when_it_was_given_and_never_before_the_question():
    later = read(text="It leaks.", received="1/2/2026 09:00", reply="Repaired.", reply_date="2/2/2026").reply
    same_day = read(text="It leaks.", received="1/2/2026 09:00", reply="Repaired.", reply_date="1/2/2026").reply

    assert later.sent_at == datetime(2026, 2, 2, tzinfo=UTC)
    assert same_day.sent_at == datetime(2026, 2, 1, 9, tzinfo=UTC)


def test_an_answer_closes_only_where_the_mapping_says_so():
    cells = {"text": "It leaks.", "received": "1/2/2026", "reply": "Repaired.", "reply_date": "2/2/2026"}

    assert read(**cells).closed_at is None
    assert read(reading(reply_closes=True), **cells).closed_at == datetime(2026, 2, 2, tzinfo=UTC)
    assert read(reading(reply_closes=True), **cells, status="Open").closed_at is None


def test_customers_are_known_by_number_and_by_the_lists_own_user_names():
    heard = read(text="It leaks.", phone="138-0013 8000", user="UU7")

    assert heard.identities == (("phone", "+8613800138000"), ("import", "desk/uu7"))
    assert heard.name == "UU7"
    assert read(text="It leaks.", phone="ask Mary").identities == ()


def test_a_row_is_known_by_its_own_number_or_by_its_content():
    told = reading()

    assert told.outside_id(row(id=" 17 ", text="a")) == "desk/17"
    assert told.outside_id(row(id="N/A", text="a")) is None
    assert told.digest_id(row(text="a")) == told.digest_id(row(text="a")) != told.digest_id(row(text="b"))
    assert len(told.outside_id(row(id="9" * 5000))) < 60


def test_a_label_is_cut_and_words_are_not():
    assert shortened("Room\n12", 20) == "Room 12"
    assert shortened("x" * 21, 20) == "x" * 19 + "…"


@given(st.lists(st.text(max_size=30), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_a_row_of_anything_is_read_or_refused(cells):
    try:
        text = read_row(cells, reading(), external_id="desk/1", now=NOW).text
    except Invalid as refusal:
        text = str(refusal)

    assert text.strip()
