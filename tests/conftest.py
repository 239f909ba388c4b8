"""What every test gets without asking."""

from collections.abc import Iterator

import pytest

from amends.services.directory import forget_directory


@pytest.fixture(autouse=True)
def _fresh_directory() -> Iterator[None]:
    """Let no test see the places and posts of the test before."""
    forget_directory()
    yield
    forget_directory()
