"""The migrations say what the models say."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from tests.house.tree import none_of


def test_no_migration_is_missing():
    loader = MigrationLoader(None)  # None: from the files alone, no database
    wanted = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))

    changes = wanted.changes(graph=loader.graph)

    missing = [f"{app}: {op.describe()}" for app, todo in changes.items() for one in todo for op in one.operations]
    none_of(missing, "run `python -m django makemigrations amends` and give the file a name")


def test_the_history_has_one_end():
    assert MigrationLoader(None).detect_conflicts() == {}
