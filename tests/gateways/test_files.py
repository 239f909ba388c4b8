"""The file store, and the names, sizes and contents people send to break it."""

import hashlib
import io
import os
import threading
import time
import zipfile

import pytest

from amends.gateways import files
from amends.gateways.files import INLINE, MOST_BYTES, OCTETS, FileStore, PassingFiles, TooLarge, clean_name, sniff


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "files")


def everything_in(store):
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_its_checksum_and_is_kept_once(store):
    checksum = hashlib.sha256(b"\xff\xd8\xff tap").hexdigest()

    first = store.store(name="tap.jpg", chunks=[b"\xff\xd8\xff", b" tap"])
    second = store.store(name="copy.exe", chunks=[b"\xff\xd8\xff tap"])

    assert (first.name, first.media_type, first.size_bytes, first.sha256) == ("tap.jpg", "image/jpeg", 7, checksum)
    assert (second.sha256, second.media_type) == (checksum, "image/jpeg")
    assert everything_in(store) == [store.path(checksum)]
    assert store.path(checksum).read_bytes() == b"\xff\xd8\xff tap"


def test_twenty_megabytes_are_taken_and_one_byte_more_leaves_nothing_behind(store):
    megabyte = b"x" * (1024 * 1024)

    assert store.store(name="a", chunks=[megabyte] * 20).size_bytes == MOST_BYTES
    with pytest.raises(TooLarge):
        store.store(name="b", chunks=[*[megabyte] * 20, b"x"])

    assert len(everything_in(store)) == 1


def test_too_much_is_noticed_before_it_is_all_read(store):
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"x" * (1024 * 1024)

    with pytest.raises(TooLarge):
        store.store(name="endless", chunks=endless())

    assert len(read) == 21


def test_an_upload_that_breaks_off_leaves_nothing_behind(store):
    def broken():
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.store(name="half.jpg", chunks=broken())

    assert everything_in(store) == []


def test_nothing_is_a_file_too(store):
    assert store.store(name="empty", chunks=[]).size_bytes == 0


def test_a_zip_bomb_is_kept_as_it_is_and_never_opened(store):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("../../etc/cron.d/x", b"0" * 50_000_000)

    kept = store.store(name="bomb.zip", chunks=[packed.getvalue()])

    assert (kept.media_type, kept.size_bytes < 100_000) == ("application/zip", True)
    assert sum(path.stat().st_size for path in everything_in(store)) == kept.size_bytes


@pytest.mark.parametrize("size", [1, 3, 7])
def test_the_first_bytes_are_looked_at_however_small_the_pieces_are(store, size):
    bytes_of = b"\x89PNG\r\n\x1a\n" + b"x" * 30

    kept = store.store(name="x", chunks=[bytes_of[at : at + size] for at in range(0, len(bytes_of), size)])

    assert kept.media_type == "image/png"


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"XXXX\x00\x00\x00\x00WEBP", OCTETS),
        (b"%PDF-1.7", "application/pdf"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>", OCTETS),
        (b"<?xml version='1.0'?><svg/>", OCTETS),
        (b"<!doctype html><script>alert(1)</script>", OCTETS),
        (b"\xef\xbb\xbf<html>", OCTETS),
        (b"javascript:alert(1)", OCTETS),
        (b"MZ\x90", OCTETS),
        (b"", OCTETS),
        (b"GIF8", OCTETS),
    ],
)
def test_a_file_is_what_its_bytes_say(head, media_type):
    assert sniff(head) == media_type


def test_nothing_that_can_run_is_ever_shown_inside_a_page():
    assert {"image/svg+xml", "text/html", "application/pdf", "application/xml", OCTETS}.isdisjoint(INLINE)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("tap.jpg", "tap.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/absolute/path.png", "path.png"),
        ("C:\\Users\\wei\\漏水.jpg", "漏水.jpg"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("   ", "file"),
        ("a\x00b.jpg", "ab.jpg"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("half \ud83d.png", "half .png"),
        (".htaccess", "htaccess"),
        ("😀.png", "😀.png"),
        ("x" * 300 + ".jpeg", "x" * 195 + ".jpeg"),
        ("x" * 300, "x" * 200),
        ("x" * 10_000_000, "x" * 200),
        ("a." + "b" * 300, "a." + "b" * 198),
    ],
)
def test_a_name_is_a_name_and_no_path(name, kept):
    cleaned = clean_name(name)

    assert cleaned == kept
    assert len(cleaned) <= 200
    cleaned.encode()


def test_the_name_never_decides_where_a_file_lies(store):
    kept = store.store(name="../../../tmp/evil", chunks=[b"x"])

    assert everything_in(store) == [store.folder / kept.sha256[:2] / kept.sha256]


def test_the_file_and_its_place_reach_the_disk_before_the_answer(store, monkeypatch):
    """After a power cut a name without its folder entry would be words without their picture."""
    synced = []
    real = files.os.fsync

    def sync(number):
        synced.append(files.os.readlink(f"/proc/self/fd/{number}"))
        real(number)

    monkeypatch.setattr(files.os, "fsync", sync)

    kept = store.store(name="x", chunks=[b"x"])

    assert str(store.path(kept.sha256).parent) in synced
    assert str(store.folder) in synced


def test_the_same_file_from_many_at_once_is_kept_whole(store):
    threads = [threading.Thread(target=store.store, kwargs={"name": "x", "chunks": [b"same" * 1000]}) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [path.read_bytes() for path in everything_in(store)] == [b"same" * 1000]


def test_what_is_only_passing_is_gone_when_done_with_and_after_a_day(tmp_path):
    passing = PassingFiles(tmp_path / "passing")
    left, done = (passing.store(name="bank.csv", chunks=[content]) for content in (b"left", b"done"))
    passing.forget(done.sha256)
    passing.forget(done.sha256)
    a_day_ago = time.time() - 25 * 3600
    os.utime(passing.path(left.sha256), (a_day_ago, a_day_ago))

    passing.store(name="bank.csv", chunks=[b"new"])

    assert [path.read_bytes() for path in everything_in(passing)] == [b"new"]


def test_only_the_owner_of_the_process_reads_a_file(store):
    kept = store.store(name="x", chunks=[b"x"])

    assert store.path(kept.sha256).stat().st_mode & 0o077 == 0
