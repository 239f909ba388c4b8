"""What the tests of the API begin with."""

import pytest
from django.utils import timezone

from tests.api.asking import program
from tests.builders import build_house


@pytest.fixture
def house(db):
    """An organisation with two places, as of now: a face looks at the clock itself."""
    return build_house(now=timezone.now())


@pytest.fixture
def shop(house):
    """A program that may do everything everywhere."""
    return program()
