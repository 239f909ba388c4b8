"""
A new database in one stride.

Replaying every migration on an empty database takes Django seconds, nearly all of them spent on drawing up what the
models once looked like between two migrations. A database that holds nothing needs only what they look like now: the
tables as the models say, what the migrations do beside tables (triggers, search, where numbers start), and the note
that all of them are done. That both ways end at the same database is proven by ``tests/cli/test_new_database.py``.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def is_new() -> bool:
    """Return whether no migration was ever done here."""
    return not MigrationRecorder(connection).applied_migrations()


def create_database() -> None:
    """Create every table, trigger and index in one transaction: cut short, the database is as empty as before."""
    executor = MigrationExecutor(connection)
    migrations = [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    executor.recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for label in dict.fromkeys(migration.app_label for migration in migrations):
            for model in apps.get_app_config(label).get_models():
                editor.create_model(model)
        for migration in migrations:
            _do_what_is_not_a_table(migration, editor)
            executor.recorder.record_applied(migration.app_label, migration.name)


def _do_what_is_not_a_table(migration: Migration, editor: BaseDatabaseSchemaEditor) -> None:
    """Run the functions of a migration; those that mend old rows find none."""
    for operation in migration.operations:
        if isinstance(operation, RunPython):
            operation.code(apps, editor)  # type: ignore[arg-type]  # the models of today answer the same questions
