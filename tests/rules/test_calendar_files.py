import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.rules.calendar_files import Entry, calendar_file, folded, text

NOW = datetime(2026, 11, 19, 7, 10, tzinfo=UTC)
ZONES = ["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
FAR = datetime.max.replace(tzinfo=UTC)
instants = st.integers(1_600_000_000, 2_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def entry(at=NOW + timedelta(hours=3), zone="Asia/Shanghai", summary="Lin phones you", description="", uid="1@x"):
    return Entry(uid=uid, at=at, zone=zone, summary=summary, description=description, url="https://x.example/t/1/A")


def unfolded(file: str) -> list[str]:
    return file.replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def test_the_promise_stands_at_its_instant_by_the_clock_of_the_place():
    lines = unfolded(calendar_file(entry(), now=NOW))

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART;TZID=Asia/Shanghai:20261119T181000" in lines
    assert "DTSTAMP:20261119T071000Z" in lines
    assert lines.count("TZOFFSETTO:+0800") == 1  # the clocks of Shanghai never change


def test_a_change_of_the_clocks_is_dated_by_the_clock_that_is_left():
    lines = unfolded(calendar_file(entry(zone="Europe/London"), now=NOW))
    at = lines.index("DTSTART:20270328T010000")

    assert lines[at - 1 : at + 4] == [
        "BEGIN:DAYLIGHT", "DTSTART:20270328T010000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "TZNAME:BST",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"),
        ("one\r\ntwo\rthree", "one\\ntwo\\nthree"),
        ("ring\x07\x1b\u202ebell", "ringbell"),
    ],
)
def test_text_is_escaped_and_carries_no_control_characters(words: str, value: str):
    assert text(words) == value


@given(st.text(max_size=300))
def test_no_words_break_out_of_their_line(words: str):
    file = calendar_file(entry(summary=words, description=words), now=NOW)
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(file)]

    assert names.count("BEGIN") == names.count("END") == 5
    assert all(re.fullmatch(r"[A-Z]+", name) for name in names)


@given(st.text(st.characters(exclude_categories=["C"]) | st.sampled_from("\\;,\n"), max_size=80))
def test_escaped_words_read_back_as_they_were(words: str):
    assert unescaped(text(words)) == words


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_a_folded_line_keeps_its_letters_and_its_measure(line: str):
    parts = folded(line).split("\r\n")

    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


@given(instants, st.sampled_from(ZONES))
def test_who_reads_the_file_finds_the_very_instant(at: datetime, zone: str):
    lines = unfolded(calendar_file(entry(at=at, zone=zone), now=NOW))
    spoken = next(line for line in lines if line.startswith("DTSTART;TZID=")).partition(":")[2]
    local = datetime.strptime(spoken, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a clock's time, its offset is looked up below
    starts = [line.partition(":")[2] for line in lines if line.startswith("DTSTART:")]
    offsets = [line.partition(":")[2] for line in lines if line.startswith("TZOFFSETTO")]
    befores = [line.partition(":")[2] for line in lines if line.startswith("TZOFFSETFROM")]
    changes = [instant(start, before) for start, before in zip(starts, befores, strict=True)]

    found = [
        local.replace(tzinfo=offset_of(offset)).astimezone(UTC)
        for change, until, offset in zip(
            changes, [*changes[1:], datetime.max.replace(tzinfo=UTC)], offsets, strict=True
        )
        if change <= local.replace(tzinfo=offset_of(offset)) < until
    ]

    assert at in found  # in the doubled hour of autumn a clock's time means two instants


def offset_of(signed: str) -> timezone:
    minutes = int(signed[1:3]) * 60 + int(signed[3:5])
    return timezone(timedelta(minutes=-minutes if signed[0] == "-" else minutes))


def instant(clock: str, offset: str) -> datetime:
    return datetime.strptime(clock, "%Y%m%dT%H%M%S").replace(tzinfo=offset_of(offset))
