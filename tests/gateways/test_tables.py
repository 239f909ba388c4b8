"""Lists in files: every encoding and separator that comes along, and what is no list at all."""

import csv
import gzip
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from amends.gateways.rejects import ENDING, Reject, RejectsFile, place_for_rejects
from amends.gateways.sightings import Sightings
from amends.gateways.tables import UnusableFile, open_table
from amends.gateways.tables.delimited import LONGEST_CELL, LONGEST_LINE
from amends.gateways.tables.json_lines import read_object
from amends.gateways.tables.table import named_columns
from amends.gateways.tables.writing import harmless, write_table

CHINESE = "编号,内容\n1,房间的空调坏了，没有人来修。\n2,等了两个小时。\n"


def made(folder: Path, content: str | bytes, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path):
    """The columns, and of each row its first and last line and its cells, or why it has none."""
    table = open_table(path)
    rows = [(row.line, row.last_line, str(row.fault) if row.fault else row.cells) for row in table.rows()]
    return table.columns, rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_is_read_in_every_encoding_it_comes_in(tmp_path, encoding):
    path = made(tmp_path, CHINESE.encode(encoding))

    assert read(path) == (
        ["编号", "内容"],
        [(2, 2, ["1", "房间的空调坏了，没有人来修。"]), (3, 3, ["2", "等了两个小时。"])],
    )


def test_gb18030_is_seen_though_only_its_end_is_chinese(tmp_path):
    content = b"id,text\n" + b"1,all is well here\n" * 200_000 + "2,空调坏了，没有人来修\n".encode("gb18030")

    assert read(made(tmp_path, content))[1][-1][2] == ["2", "空调坏了，没有人来修"]


def test_western_text_is_not_taken_for_chinese(tmp_path):
    content = "id,text\n1,Café fermé - résumé à refaire\n".encode("cp1252")

    assert read(made(tmp_path, content))[1] == [(2, 2, ["1", "Café fermé - résumé à refaire"])]


def test_one_broken_row_in_utf_8_is_named_and_the_others_are_read(tmp_path):
    good = "".join(f"{n},房间的空调坏了\n" for n in range(50)).encode()

    rows = read(made(tmp_path, b"id,text\n" + good + b"99,caf\xe9\n"))[1]

    assert rows[-1][2] == "Some characters of this row are not readable as UTF-8."
    assert rows[0][2] == ["0", "房间的空调坏了"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, delimiter):
    content = f"id{delimiter}text\n1{delimiter}Late, twice; and cold | dry.\n2{delimiter}No\n".replace(
        "Late, twice; and cold | dry.", '"Late, twice; and cold | dry."'
    )

    assert read(made(tmp_path, content)) == (
        ["id", "text"],
        [(2, 2, ["1", "Late, twice; and cold | dry."]), (3, 3, ["2", "No"])],
    )


def test_excels_own_first_line_names_the_separator(tmp_path):
    assert read(made(tmp_path, "sep=;\nid;text\n1;a,b\n")) == (["id", "text"], [(3, 3, ["1", "a,b"])])


def test_words_over_many_lines_have_the_line_they_begin_and_the_one_they_end_on(tmp_path):
    assert read(made(tmp_path, 'id,text\r\n1,"one\r\ntwo, ""three"""\r\n\r\n2,four'))[1] == [
        (2, 3, ["1", 'one\r\ntwo, "three"']),
        (5, 5, ["2", "four"]),
    ]


def test_rows_too_short_are_filled_up_and_rows_too_long_are_named(tmp_path):
    assert read(made(tmp_path, "id,text,place\n1,a\n2,b,c,,\n3,a, b, c\n"))[1] == [
        (2, 2, ["1", "a", ""]),
        (3, 3, ["2", "b", "c"]),
        (4, 4, "This row has 4 cells, the list has 3 columns."),
    ]


def test_a_quotation_mark_that_is_never_closed_costs_its_own_row_only(tmp_path):
    many = "".join(f"{n},row {n}\n" for n in range(3, 30_003))

    rows = read(made(tmp_path, 'id,text\n1,fine\n2,"never closed\n' + many))[1]

    assert rows[1] == (3, 3, "A quotation mark is opened here and never closed.")
    assert rows[2] == (4, 4, ["3", "row 3"])
    assert len(rows) == 30_002


def test_a_cell_and_a_line_too_long_for_words_are_named_and_passed_over(tmp_path):
    cell = f'1,"{"x" * (LONGEST_CELL + 10)}"\n'
    line = f"2,{'y' * (LONGEST_LINE * 2)}\n"

    rows = read(made(tmp_path, f"id,text\n{cell}{line}3,fine\n"))[1]

    assert [row[2] for row in rows] == [
        "A quotation mark is opened here and never closed.",
        f"This line is longer than {LONGEST_LINE} characters.",
        ["3", "fine"],
    ]


def test_nul_characters_are_taken_out(tmp_path):
    assert read(made(tmp_path, b"id,text\n1,a\x00b\n" + b"2,cd\n" * 9))[1][0] == (2, 2, ["1", "ab"])


@given(st.binary(max_size=300))
def test_any_bytes_at_all_are_a_list_or_refused(tmp_path_factory, content):
    path = made(tmp_path_factory.getbasetemp(), content, "any.csv")
    try:
        read(path)
    except UnusableFile as refusal:
        assert "any.csv" in str(refusal)  # noqa: PT017 - refusing is one of the two good ends


def test_columns_have_a_name_each_and_no_name_twice():
    assert named_columns(["Id", "", " Id ", "a\nb"]) == ["Id", "column 2", "Id (2)", "a b"]


def test_packed_lists_are_read_whatever_they_are_called(tmp_path):
    packed = gzip.compress(CHINESE.encode())

    assert read(made(tmp_path, packed, "list.csv.gz")) == read(made(tmp_path, packed, "list.csv"))


def test_the_same_list_has_the_same_fingerprint_packed_or_not(tmp_path):
    plain, packed = made(tmp_path, CHINESE), made(tmp_path, gzip.compress(CHINESE.encode()), "other.csv.gz")

    assert open_table(plain).contents.fingerprint == open_table(packed).contents.fingerprint


def test_a_packed_bomb_is_refused_before_it_has_unpacked(tmp_path):
    bomb = io.BytesIO()
    with gzip.GzipFile(fileobj=bomb, mode="wb", compresslevel=9) as packing:
        packing.write(b"id,text\n")
        for _block in range(200):
            packing.write(b"1," + b"a" * 1_000_000 + b"\n")

    with pytest.raises(UnusableFile, match=r"unpacks to far more than a list holds: over 6\d MB"):
        open_table(made(tmp_path, bomb.getvalue(), "bomb.csv.gz"))


def test_a_list_that_packs_well_is_no_bomb(tmp_path):
    rows = "".join(f"{n},The tap in room {n % 90} leaks again and again.\n" for n in range(100_000))

    assert len(read(made(tmp_path, gzip.compress(f"id,text\n{rows}".encode()), "good.csv.gz"))[1]) == 100_000


def test_a_damaged_packed_list_is_refused_at_once(tmp_path):
    packed = gzip.compress(CHINESE.encode() * 1000)

    with pytest.raises(UnusableFile, match="is damaged"):
        open_table(made(tmp_path, packed[: len(packed) // 2], "half.csv.gz"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n", "is empty"),
        ("empty.jsonl", b"", "is empty"),
        ("list.pdf", b"%PDF-1.4", "is not a list we can read"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Excel file"),
        ("book.csv", b"PK\x03\x04rest", "Give it a name that ends in .xlsx"),
        ("no.xlsx", b"id,text\n1,a\n", "is not an Excel workbook"),
        ("no.jsonl", b"[1]\nnothing\n", "holds no JSON objects"),
        ("wide.csv", b",".join(b"c" for _ in range(1001)) + b"\n1\n", "The list has 1001 columns"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(tmp_path, name, content, words):
    with pytest.raises(UnusableFile, match=words) as refused:
        open_table(made(tmp_path, content, name))

    assert refused.value.field == "file"


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path):
    with pytest.raises(UnusableFile, match="There is no file"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(UnusableFile, match="is a folder"):
        open_table(tmp_path)


def test_json_objects_a_line_become_rows(tmp_path):
    lines = [
        {"id": 7, "text": "It leaks", "customer": {"phone": "138", "tags": ["a"]}, "score": 1.5},
        {"id": None, "text": "是的", "more": True},
    ]
    content = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)

    assert read(made(tmp_path, content + "\n\nnot json\n[1]\n", "list.jsonl")) == (
        ["id", "text", "customer.phone", "customer.tags", "score", "more"],
        [
            (1, 1, ["7", "It leaks", "138", '["a"]', "1.5", ""]),
            (2, 2, ["", "是的", "", "", "", "true"]),
            (4, 4, "This line is not a JSON object."),
            (5, 5, "This line is not a JSON object."),
        ],
    )


def test_json_that_no_database_takes_is_made_harmless():
    assert read_object(r'{"a": "x\u0000y", "b": "\ud83d", "c": "\ud83d\ude00"}') == {"a": "xy", "b": "�", "c": "😀"}
    assert read_object("[" * 100_000) is None
    assert read_object('{"n": ' + "9" * 5000 + "}") is None  # more digits than Python reads


def workbook(path: Path, *rows, titles=("Sheet",)) -> Path:
    book = Workbook()
    for title in titles:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book["Sheet"] if "Sheet" not in titles else book.worksheets[0])
    book.save(path)
    return path


def test_a_workbook_is_read_as_people_see_it(tmp_path):
    path = workbook(
        tmp_path / "list.xlsx",
        [None, None],
        ["Id", "Text", "Date", "Amount", None],
        [40605566, "空调坏了", datetime(2026, 3, 2, 9, 30), 1.5, None],  # noqa: DTZ001 - a sheet knows no zone
        [None, None, None, None, None],
        [7.0, "x\ny", None, True, "beyond"],
        titles=("List",),
    )

    assert read(path) == (
        ["Id", "Text", "Date", "Amount"],
        [
            (3, 3, ["40605566", "空调坏了", "2026-03-02 09:30:00", "1.5"]),
            (5, 5, ["7", "x\ny", "", "True"]),
        ],
    )


def third(_rows):
    return 3


def test_lines_above_the_heading_are_passed_over_where_somebody_knows_it(tmp_path):
    rows = ["Account;DE02, Harbour", "", "Date;Reference;Amount", "2026-03-02;SEPA 1;75,00"]
    table = open_table(made(tmp_path, "\n".join(rows)), find_heading=third)

    assert (table.columns, [(row.line, row.cells) for row in table.rows()]) == (
        ["Date", "Reference", "Amount"],
        [(4, ["2026-03-02", "SEPA 1", "75,00"])],
    )


def test_in_a_workbook_too(tmp_path):
    path = workbook(
        tmp_path / "list.xlsx", ["Account", "DE02"], [None], ["Date", "Reference"], ["2026-03-02", "SEPA 1"]
    )
    table = open_table(path, find_heading=third)

    assert (table.columns, [row.cells for row in table.rows()]) == (["Date", "Reference"], [["2026-03-02", "SEPA 1"]])
    assert open_table(path).columns == ["Account", "DE02"]


def packed_workbook(path: Path, **parts: bytes) -> Path:
    """A workbook with parts of it replaced."""
    original = io.BytesIO()
    workbook_path = workbook(path.with_name("plain.xlsx"), ["id", "text"], ["1", "a"], titles=("List",))
    with zipfile.ZipFile(workbook_path) as source, zipfile.ZipFile(original, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, parts.pop(info.filename, None) or source.read(info))
    path.write_bytes(original.getvalue())
    return path


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path):
    sheet = b"<worksheet><sheetData>" + b" " * 100_000_000
    path = packed_workbook(tmp_path / "bomb.xlsx", **{"xl/worksheets/sheet1.xml": sheet})

    with pytest.raises(UnusableFile, match="unpacks to far more"):
        open_table(path)


def test_a_workbook_with_entities_of_its_own_is_refused(tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    path = packed_workbook(tmp_path / "laughs.xlsx", **{"xl/worksheets/sheet1.xml": laughs})

    with pytest.raises(UnusableFile, match="defines its own XML entities"):
        open_table(path)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_workbook_with_broken_parts_is_refused(tmp_path, part):
    path = packed_workbook(tmp_path / "broken.xlsx", **{part: b"<worksheet><sheetData><row r='1'><c><v>1</v"})

    with pytest.raises(UnusableFile, match=r"broken\.xlsx"):
        list(open_table(path).rows())


def test_rejects_stand_in_a_file_that_can_be_mended_and_read_again(tmp_path):
    rejects = RejectsFile(tmp_path / f"list.csv{ENDING}", ["id", "text"])

    rejects.add([Reject(3, "No words.", ["1", ""])])
    rejects.add([])
    rejects.add([Reject(7, "No “words”,\nagain.", ["2", "a\nb"])])

    with rejects.path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["reject_line", "reject_reason", "id", "text"],
            ["3", "No words.", "1", ""],
            ["7", "No “words”,\nagain.", "2", "a\nb"],
        ]
    assert read(rejects.path) == (["id", "text"], [(2, 2, ["1", ""]), (3, 5, ["2", "a\nb"])])


def test_rejects_of_rows_that_will_be_read_again_are_dropped_first(tmp_path):
    path = tmp_path / "list.csv.rejects.csv"
    RejectsFile(path, ["id"]).add([Reject(3, "a", ["1"]), Reject(9, "b", ["2"])])

    again = RejectsFile(path, ["id"])
    again.go_on_after(5)
    again.add([Reject(9, "b", ["2"])])

    assert [row[1][0] for row in enumerate(read(path)[1])] == [2, 3]


def test_a_reject_cut_off_in_the_middle_is_dropped_whatever_is_left_of_its_number(tmp_path):
    path = tmp_path / "list.csv.rejects.csv"
    RejectsFile(path, ["id"]).add([Reject(3, "a", ["1"])])
    with path.open("ab") as file:
        file.write(b"12")  # of line 1234

    RejectsFile(path, ["id"]).go_on_after(500)

    assert read(path)[1] == [(2, 2, ["1"])]


def test_rejects_somebody_may_have_mended_are_not_written_over(tmp_path):
    path = tmp_path / "list.csv.rejects.csv"
    RejectsFile(path, ["id"]).add([Reject(3, "a", ["1"])])

    RejectsFile(path, ["id"]).add([Reject(9, "b", ["2"])])

    assert read(path)[1] == [(2, 2, ["2"])]
    assert read(tmp_path / "list.csv.rejects.old.csv")[1] == [(2, 2, ["1"])]


def test_rejects_go_elsewhere_when_nobody_may_write_beside_the_list(tmp_path, monkeypatch):
    path = made(tmp_path, "id\n1\n")
    assert place_for_rejects(path, tmp_path / "instead") == tmp_path / "list.csv.rejects.csv"

    monkeypatch.setattr("os.access", lambda *_: False)  # root may write everywhere

    assert place_for_rejects(path, tmp_path / "instead") == tmp_path / "instead" / "list.csv.rejects.csv"


def test_bytes_that_were_no_text_are_the_same_bytes_in_the_rejects(tmp_path):
    good = "".join(f"{n},房间的空调坏了\n" for n in range(50)).encode()
    table = open_table(made(tmp_path, b"id,text\n" + good + b"99,caf\xe9\n"))
    rejects = RejectsFile(tmp_path / "list.csv.rejects.csv", table.columns)

    rejects.add(Reject(row.line, str(row.fault), row.cells) for row in table.rows() if row.fault)

    assert rejects.path.read_bytes().endswith(b"99,caf\xe9\r\n")


def test_sightings_count_what_was_met_before():
    sightings = Sightings()

    assert sightings.meet(["a", "b", "a", "\ud800"]) == [0, 0, 1, 0]
    assert sightings.meet(["a", "c"]) == [2, 0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"), ("\t=1", "'\t=1"), (" =1", "' =1"), ("＝1", "'＝1"), ("-5", "-5"),
        ("+8613800138000", "+8613800138000"), ("It leaks = badly", "It leaks = badly"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_runs_as_a_formula(cell, expected):
    assert harmless(cell) == expected


ROWS = [["=1+1", 7, None, datetime(2026, 3, 2, 1, 0, tzinfo=UTC)], ["多行\n字", -1, "a\x01b", None]]


def test_a_list_is_written_as_csv(tmp_path):
    assert write_table(tmp_path / "out.csv", ["a", "b", "c", "d"], ROWS) == 2

    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["a", "b", "c", "d"],
            ["'=1+1", "7", "", "2026-03-02T01:00:00Z"],
            ["多行\n字", "-1", "a\x01b", ""],
        ]


def test_a_list_is_written_as_json_word_for_word(tmp_path):
    assert write_table(tmp_path / "out.jsonl", ["a", "b", "c", "d"], ROWS) == 2

    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    assert json.loads(lines[0]) == {"a": "=1+1", "b": 7, "c": None, "d": "2026-03-02T01:00:00Z"}


def test_a_list_is_written_as_a_workbook_in_which_nothing_runs(tmp_path):
    assert write_table(tmp_path / "out.xlsx", ["a", "b", "c", "d"], [*ROWS, ["x" * 40_000, 0, "", None]]) == 3

    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet["A2"].value == "'=1+1"
    assert sheet["A2"].data_type == "s"
    assert sheet["D2"].value == datetime(2026, 3, 2, 1, 0)  # noqa: DTZ001 - a sheet knows no zone
    assert sheet["C3"].value == "ab"
    assert len(sheet["A4"].value) == 32_767


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(UnusableFile, match="lists are written as"):
        write_table(tmp_path / "out.pdf", ["a"], [])
