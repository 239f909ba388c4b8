"""What the database itself guards: the history and the words heard; the search tables; where the numbers start."""

from django.db import migrations

from amends.database import schema, search

WORDS = [
    "post_id", "heard_by_id", "external_id", "idempotency_key", "text", "language", "place", "occurred_at",
    "received_at", "raw", "is_story",
]


def guard(apps, editor):
    schema.refuse(editor, "amends_event", "UPDATE")
    schema.refuse(editor, "amends_event", "DELETE", unless="OLD.is_story")
    schema.refuse(editor, "amends_seal", "UPDATE")
    schema.refuse(editor, "amends_seal", "DELETE")
    schema.refuse(editor, "amends_intake", "UPDATE", columns=WORDS)
    schema.refuse(editor, "amends_intake", "DELETE", unless="OLD.is_story")
    for table in (search.INTAKES, search.MESSAGES):
        schema.create_search_table(editor, table)
    schema.create_beginnings_index(editor, "amends_customer", "name")
    schema.start_numbers_at(editor, "amends_case", 1001)


class Migration(migrations.Migration):
    dependencies = [("amends", "0001_records")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop, elidable=False)]
