from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('amends', '0005_limits'),
    ]

    operations = [
        migrations.AddField(
            model_name='staff',
            name='contrast',
            field=models.CharField(default='system', max_length=10),
        ),
    ]
