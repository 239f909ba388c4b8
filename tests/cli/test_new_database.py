"""A new database is made in one stride, and is the one that all migrations after each other would have made."""

import re
import sqlite3
import subprocess
import sys
from collections import Counter

import psycopg
import pytest

from tests.cli.programs import PATIENCE_SECONDS, amends, environment
from tests.machine import empty_database

pytestmark = pytest.mark.slow

DIES_AT_THE_END = """
import os, signal
from amends.cli import installation
from amends.database import creating
installation.load_django()
done = creating._do_what_is_not_a_table
def dies_after_the_last(migration, editor):
    done(migration, editor)
    if migration.name == max(installation.newest_migrations()):
        os.kill(os.getpid(), signal.SIGKILL)
creating._do_what_is_not_a_table = dies_after_the_last
installation.migrate()
"""
POSTGRES_SHAPE = """
SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull::text
    || ' ' || a.attidentity::text || ' ' || a.attcompression::text || ' ' || a.attstorage::text
    || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (c.oid, a.attnum)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT 'table', relname, coalesce(reloptions::text, '')
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
UNION ALL SELECT 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'sequence', sequencename, start_value::text || ' ' || coalesce(last_value::text, '')
FROM pg_sequences WHERE sequencename NOT LIKE 'django_migrations%' AND sequencename NOT LIKE 'amends_readingmark%'
"""


@pytest.fixture(params=["sqlite", "postgres"])
def two_places(request, tmp_path):
    """Two installations that hold nothing: folder and settings of each."""
    if request.param == "sqlite":
        return [(tmp_path / "at_once", {}), (tmp_path / "one_by_one", {})]
    url = request.getfixturevalue("postgres_url")
    return [
        (tmp_path / name, {"AMENDS_DATABASE_URL": empty_database(url, template="template0")})
        for name in ("at_once", "one_by_one")
    ]


def test_it_is_what_all_migrations_after_each_other_make(two_places):
    (folder, settings), (beside, besides) = two_places

    begun = amends("migrate", data=folder, **settings)
    beside.mkdir()
    replayed = python("-m", "django", "migrate", "--skip-checks", "--verbosity=0", data=beside, **besides)

    assert (begun.returncode, replayed.returncode) == (0, 0), begun.stderr + replayed.stderr
    made = shape(folder, settings)
    assert len(made) > 200
    assert made == shape(beside, besides)


def test_cut_short_it_begins_anew(two_places):
    folder, settings = two_places[0]

    killed = python("-c", DIES_AT_THE_END, data=folder, **settings)
    again = amends("migrate", data=folder, **settings)

    assert killed.returncode == -9, killed.stderr
    assert again.returncode == 0, again.stderr
    assert "up to date" in amends("migrate", data=folder, **settings).stderr


def python(*words, data, **more):
    """Run a program to its end, or until it ends itself."""
    return subprocess.run(
        [sys.executable, *words],
        env=environment(data, DJANGO_SETTINGS_MODULE="amends.settings", AMENDS_SECRET_KEY="x" * 50, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def shape(folder, settings):
    """Return what there is in a database, whatever the order in which it came."""
    if url := settings.get("AMENDS_DATABASE_URL"):
        with psycopg.connect(url) as connection:
            return Counter(connection.execute(POSTGRES_SHAPE.encode()).fetchall())
    with sqlite3.connect(folder / "amends.sqlite3") as connection:
        there = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master").fetchall()
        begins = connection.execute("SELECT 'begins', name, seq FROM sqlite_sequence WHERE name = 'amends_case'")
        return Counter([(kind, name, without_order(sql)) for kind, name, sql in there] + begins.fetchall())


def without_order(sql):
    """Return the columns and constraints of a table as a set: they may stand in any order."""
    columns = re.fullmatch(r"(CREATE TABLE \S+) \((.*)\)", sql, re.DOTALL)
    return frozenset(re.split(r", (?=\"|CONSTRAINT)", columns[2])) if columns else sql
