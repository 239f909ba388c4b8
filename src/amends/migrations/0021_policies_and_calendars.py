"""What is promised for which cases and when places are open, in versions that nobody changes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.database import schema


def guard(apps, editor):
    schema.refuse(editor, "amends_policyversion", "UPDATE")
    schema.refuse(editor, "amends_policyversion", "DELETE")
    schema.refuse(editor, "amends_sitecalendar", "UPDATE")


class Migration(migrations.Migration):

    dependencies = [
        ('amends', '0020_escalation'),
    ]

    operations = [
        migrations.AddField(
            model_name='promise',
            name='allow',
            field=models.CharField(help_text='48h; null: somebody named the date itself.', max_length=8, null=True),
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('policy', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('allow', models.CharField(help_text='As it is written: 48h, 10wd.', max_length=8)),
                ('basis', models.CharField(max_length=12)),
                ('conditions', models.JSONField(default=dict)),
                ('is_off', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('calendar_of', models.ForeignKey(help_text='Whose hours count; empty: where it happened.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='amends.site')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='promise',
            name='policy',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='amends.policyversion'),
        ),
        migrations.CreateModel(
            name='SiteCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('zone', models.CharField(max_length=64)),
                ('week', models.JSONField()),
                ('holidays', models.JSONField(default=dict)),
                ('make_up', models.JSONField(default=dict)),
                ('is_off', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendars', to='amends.site')),
            ],
        ),
        migrations.AddField(
            model_name='promise',
            name='calendar',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='amends.sitecalendar'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('policy', 'number'), name='policy_version_once'),
        ),
        migrations.AddConstraint(
            model_name='sitecalendar',
            constraint=models.UniqueConstraint(fields=('site', 'number'), name='site_calendar_version_once'),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop, elidable=False),
    ]
