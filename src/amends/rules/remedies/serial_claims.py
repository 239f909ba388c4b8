"""When a customer was given goodwill often: a reason to look, and never one to refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

LOOKED_AT = timedelta(days=180)
OFTEN = 3  # gifts before this one


def is_often(given_at: Sequence[datetime], now: datetime) -> bool:
    """
    Whether goodwill was given so often that the earlier cases should be looked at; what was owed is no goodwill.

    It says as much of us as of the customer: somebody we fail again and again looks the same. So nothing is computed
    from it: no sum, no authority, no way to choose. Worked value: gifts 1, 90 and 180 days ago are often; of gifts 1,
    90 and 181 days ago the last has been forgotten.
    """
    return sum(now - at <= LOOKED_AT for at in given_at) >= OFTEN
