"""`amends backup` and `amends restore`."""

import json
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.programs import amends, served
from tests.machine import empty_database

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with an organisation, a file and a signing key; copied, never changed."""
    data = tmp_path_factory.mktemp("made") / "data"
    done = amends("createuser", "ann@x.example", "--organisation", "Ours", data=data, told="correct horse battery\n")
    assert done.returncode == 0, done.stderr
    checksum = "ab" * 32
    (data / "files" / "ab").mkdir(parents=True)
    (data / "files" / "ab" / checksum).write_bytes(b"a letter")
    return data


def names(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "amends.sqlite3")) as connection:
        return [row[0] for row in connection.execute("SELECT email FROM amends_staff ORDER BY id")]


def test_a_backup_restored_elsewhere_is_the_same(made: Path, tmp_path: Path):
    file, elsewhere = tmp_path / "amends.zip", tmp_path / "elsewhere"

    done = amends("backup", str(file), "--json", data=made)
    assert (done.returncode, json.loads(done.stdout)["entries"]) == (0, 3)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600  # it holds the signing key

    done = amends("restore", str(file), data=elsewhere)
    assert done.returncode == 0, done.stderr
    assert names(elsewhere) == ["ann@x.example"]
    assert (elsewhere / "files" / "ab" / ("ab" * 32)).read_bytes() == b"a letter"
    assert (elsewhere / "secret.key").read_text() == (made / "secret.key").read_text()
    assert stat.S_IMODE((elsewhere / "secret.key").stat().st_mode) == 0o600


def test_a_backup_taken_while_people_write_is_consistent(tmp_path: Path):
    data, stop, written = tmp_path / "data", threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(data / "amends.sqlite3", timeout=30)) as connection:
            connection.execute("CREATE TABLE twins (a INTEGER, b INTEGER)")
            connection.commit()
            while not stop.is_set():
                # Two rows of one transaction: a backup has both or neither.
                number = len(written)
                connection.execute("INSERT INTO twins VALUES (?, 0)", [number])
                connection.execute("INSERT INTO twins VALUES (?, 1)", [number])
                connection.commit()
                written.append(number)
                stop.wait(0.001)

    with served(data) as server:
        writer = threading.Thread(target=write)
        writer.start()
        try:
            done = [amends("backup", str(tmp_path / f"{number}.zip"), data=data) for number in range(2)]
            assert server.get()[0] == 200
        finally:
            stop.set()
            writer.join()

    assert [each.returncode for each in done] == [0, 0]
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        archive.extract("database.sqlite3", tmp_path)
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert 0 < copy.execute("SELECT count(*) FROM twins").fetchone()[0] <= 2 * len(written)
        assert copy.execute("SELECT a FROM twins GROUP BY a HAVING count(*) <> 2").fetchall() == []


def test_a_backup_never_replaces_a_file_unless_told(made: Path, tmp_path: Path):
    file = tmp_path / "amends.zip"
    file.write_text("precious")

    assert amends("backup", str(file), data=made).returncode == 1
    assert file.read_text() == "precious"
    assert amends("backup", str(file), "--overwrite", data=made).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["amends.zip"]


def test_a_backup_of_nothing_is_refused(tmp_path: Path):
    done = amends("backup", str(tmp_path / "amends.zip"), data=tmp_path / "empty")

    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert not (tmp_path / "amends.zip").exists()


def test_restore_refuses_to_overwrite_and_keeps_what_was_there(made: Path, tmp_path: Path):
    file, data = tmp_path / "amends.zip", tmp_path / "data"
    amends("backup", str(file), data=made)
    amends("createuser", "bob@x.example", "--organisation", "Theirs", data=data, told="correct horse battery\n")

    refused = amends("restore", str(file), data=data)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "--overwrite" in refused.stderr
    assert names(data) == ["bob@x.example"]

    done = amends("restore", str(file), "--overwrite", "--json", data=data)
    assert names(data) == ["ann@x.example"]
    kept = Path(json.loads(done.stdout)["kept"][0])
    with closing(sqlite3.connect(kept)) as before:
        assert before.execute("SELECT email FROM amends_staff").fetchall() == [("bob@x.example",)]


def test_restore_refuses_while_a_server_runs(made: Path, tmp_path: Path):
    file, data = tmp_path / "amends.zip", tmp_path / "data"
    amends("backup", str(file), data=made)
    with served(data):
        done = amends("restore", str(file), "--overwrite", data=data)

    assert done.returncode == 1
    assert "in use by a running Amends" in done.stderr


def change(source: Path, target: Path, name: str, content: bytes, *, add: bool = False) -> Path:
    """Copy a backup with one entry changed, its manifest as it was."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == name else old.read(info))
        if add:
            new.writestr(name, content)
    return target


def test_a_damaged_backup_changes_nothing(made: Path, tmp_path: Path):
    file, data = tmp_path / "amends.zip", tmp_path / "data"
    amends("backup", str(file), data=made)
    with zipfile.ZipFile(file) as archive:
        database = archive.read("database.sqlite3")
    damaged = change(file, tmp_path / "damaged.zip", "database.sqlite3", database[:-1] + b"!")
    shorter = change(file, tmp_path / "shorter.zip", "database.sqlite3", database[:-1])
    (tmp_path / "half.zip").write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    for bad in (damaged, shorter, tmp_path / "half.zip"):
        done = amends("restore", str(bad), data=data)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr

    assert not (data / "amends.sqlite3").exists()
    assert not list(data.glob("restoring-*"))


@pytest.mark.parametrize("name", ["../../escaped", "/tmp/escaped", "files/../../escaped", "files/ab/readme.txt"])
def test_an_entry_that_is_none_of_ours_is_refused(made: Path, tmp_path: Path, name: str):
    file = tmp_path / "amends.zip"
    amends("backup", str(file), data=made)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["entries"][name] = {"size": 3, "sha256": "0" * 64}
    listed = change(file, tmp_path / "listed.zip", "manifest.json", json.dumps(manifest).encode())
    evil = change(listed, tmp_path / "evil.zip", name, b"bad", add=True)

    done = amends("restore", str(evil), data=tmp_path / "a" / "b" / "data")

    assert done.returncode == 2
    assert "none of ours" in done.stderr
    assert not list(tmp_path.rglob("escaped"))


def test_a_backup_of_a_newer_version_is_refused(made: Path, tmp_path: Path):
    file = tmp_path / "amends.zip"
    amends("backup", str(file), data=made)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["migrations"].append("9999_from_the_future")
    newer = change(file, tmp_path / "newer.zip", "manifest.json", json.dumps(manifest).encode())

    done = amends("restore", str(newer), data=tmp_path / "data")

    assert (done.returncode, "newer Amends" in done.stderr) == (2, True)


@pytest.mark.postgres
def test_backup_and_restore_with_postgresql(postgres_url: str, tmp_path: Path):
    settings = {"AMENDS_DATABASE_URL": empty_database(postgres_url)}
    data, file = tmp_path / "data", tmp_path / "amends.zip"
    begun = amends(
        "createuser", "ann@x.example", "--organisation", "Ours", data=data, told="correct horse battery\n", **settings
    )
    assert begun.returncode == 0, begun.stderr

    assert amends("backup", str(file), data=data, **settings).returncode == 0
    amends("createuser", "bob@x.example", data=data, told="correct horse battery\n", **settings)
    assert amends("restore", str(file), data=data, **settings).returncode == 1
    done = amends("restore", str(file), "--overwrite", "--json", data=data, **settings)

    assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["kept"][0]).stat().st_size > 0
    again = amends("createuser", "bob@x.example", data=data, told="correct horse battery\n", **settings)
    assert again.returncode == 0, "bob was not in the backup, so he can be added again"
