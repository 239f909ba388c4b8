"""Those failed twice have an index to themselves: they are few, and a count of them reads no other open case."""

from django.db import migrations, models

TWICE = models.Q(("closed_at", None), ("double_deviation", True))


class Migration(migrations.Migration):
    dependencies = [("amends", "0027_offers_and_ledger")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_open_twice"),
        migrations.AddIndex(
            model_name="case", index=models.Index(fields=["site"], name="case_open_twice", condition=TWICE)
        ),
    ]
