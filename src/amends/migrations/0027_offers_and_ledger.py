"""Offers, approvals, deliveries; and the ledger, which the database itself refuses to change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from amends.database import schema


def guard(apps, editor):
    schema.refuse(editor, "amends_ledgerentry", "UPDATE")
    schema.refuse(editor, "amends_ledgerentry", "DELETE", unless="OLD.is_story")


class Migration(migrations.Migration):

    dependencies = [
        ('amends', '0026_apologies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(max_length=130)),
                ('currency', models.CharField(max_length=3)),
                ('floor_minor', models.BigIntegerField(help_text='What is owed by law or by our own promise.')),
                ('total_minor', models.BigIntegerField()),
                ('facts', models.JSONField()),
                ('steps', models.JSONField()),
                ('options', models.JSONField()),
                ('words', models.TextField(help_text='What goes out with it.')),
                ('purposes', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('offered_at', models.DateTimeField(help_text='When the customer got it; empty: it waits for approval.', null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('declined_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('expired_at', models.DateTimeField(null=True)),
                ('chosen', models.PositiveSmallIntegerField(help_text='Which of the options, from 0.', null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='amends.case')),
                ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('debit', models.CharField(max_length=30)),
                ('credit', models.CharField(max_length=30)),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('booked_at', models.DateTimeField()),
                ('is_story', models.BooleanField(default=False)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='amends.case')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='amends.offer')),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remedy', models.CharField(max_length=40)),
                ('amount_minor', models.BigIntegerField()),
                ('delivered_at', models.DateTimeField(null=True)),
                ('proof', models.CharField(blank=True, help_text='Number of the payment, voucher or booking.', max_length=120)),
                ('delivered_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='amends.offer')),
            ],
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(help_text='Why so much.', max_length=500)),
                ('needs', models.CharField(help_text='The lowest role whose word is enough.', max_length=20)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('is_granted', models.BooleanField(null=True)),
                ('answer', models.CharField(blank=True, help_text='Why not; or a word with the yes.', max_length=500)),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('offer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='approval', to='amends.offer')),
            ],
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('declined_at', None), ('expired_at', None), ('withdrawn_at', None)), fields=('case',), name='offer_one_open'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at__isnull', False)), fields=('cause',), name='offer_one_cause_pays_once'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('floor_minor__gte', 0), ('total_minor__gt', 0), ('total_minor__gte', models.F('floor_minor'))), name='offer_never_below_the_floor'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('declined_at__isnull', True), ('expired_at__isnull', True), ('withdrawn_at__isnull', True)), models.Q(('accepted_at__isnull', True), ('expired_at__isnull', True), ('withdrawn_at__isnull', True)), models.Q(('accepted_at__isnull', True), ('declined_at__isnull', True), ('expired_at__isnull', True)), models.Q(('accepted_at__isnull', True), ('declined_at__isnull', True), ('withdrawn_at__isnull', True)), _connector='OR'), name='offer_one_outcome'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('chosen', None)), models.Q(('accepted_at__isnull', False), ('chosen__isnull', False), ('offered_at__isnull', False)), _connector='OR'), name='offer_accepted_is_chosen'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='ledger_entry_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='ledger_entry_has_two_sides'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('offer', 'remedy'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='delivery_is_worth_something'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivered_at', None), ('delivered_by', None), ('proof', '')), models.Q(('delivered_at__isnull', False), ('delivered_by__isnull', False), models.Q(('proof', ''), _negated=True)), _connector='OR'), name='delivery_is_proven'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('is_granted', None)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_granted__isnull', False)), _connector='OR'), name='approval_decided_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('is_granted', False), _negated=True), name='approval_refused_with_a_reason'),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop, elidable=False),
    ]
