"""After a great many rows the database knows that there are many."""

import pytest
from django.db import connection

from amends.database.statistics import refresh_statistics
from amends.models import Case
from tests.builders import build_case, build_house

pytestmark = pytest.mark.django_db


def test_postgresql_learns_how_many_there_are():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps no statistics")
    build_house()
    for _ in range(3):
        build_case()

    refresh_statistics()

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'amends_case'")
        assert cursor.fetchone()[0] == Case.objects.count() == 3
