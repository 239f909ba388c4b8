"""
How pressing a case is: five judgements weighed, and what goes before everything whatever they say.

Nothing here knows what a customer is owed. Worth may bring care sooner that nobody is owed; it takes nothing away.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from amends.rules.flags import URGENT, in_order

# judgement: its weight in hundredths, each judged from 1 to 5
WEIGHTS: Mapping[str, int] = MappingProxyType(
    {"severity": 35, "criticality": 25, "emotion": 20, "value": 10, "history": 10}
)
LOWEST, MIDDLE, HIGHEST = 1, 3, 5
STATUTORY_NEAR = timedelta(hours=24)
STATUTORY_CLOCK = "statutory_clock"  # why it is highest, beside the urgent flags
# value: the share of the usual time within which care that nobody is owed is given
CARE_SHARE: Mapping[int, float] = MappingProxyType({1: 1.0, 2: 1.0, 3: 1.0, 4: 0.75, 5: 0.5})


@dataclass(frozen=True, slots=True)
class Judged:
    """
    What is known of a case, each from 1 to 5; what nobody judged yet stands in the middle.

    severity     1 a trifle to 5 harm or loss of a right
    criticality  1 routine to 5 once in a life, or every minute counts
    emotion      1 calm to 5 beside oneself
    value        what the customer is worth to the house
    history      how often we failed them before; see ``history_of``
    """

    severity: int = MIDDLE
    criticality: int = MIDDLE
    emotion: int = MIDDLE
    value: int = MIDDLE
    history: int = LOWEST

    def __post_init__(self) -> None:
        for name in WEIGHTS:
            if not LOWEST <= getattr(self, name) <= HIGHEST:
                raise ValueError(f"{name} is judged from 1 to 5")


@dataclass(frozen=True, slots=True)
class Priority:
    """``hundredths`` from 100 to 500, and what raised it to the highest whatever was judged."""

    hundredths: int
    because: tuple[str, ...] = ()


def weighed(judged: Judged) -> int:
    """
    Return the weighted mean in hundredths.

    Worked value: severity 4, criticality 5, emotion 3, value 2, history 5 gives 395, said as 3.95.
    """
    return sum(weight * int(getattr(judged, name)) for name, weight in WEIGHTS.items())


def priority(
    judged: Judged, *, flags: Collection[str] = (), statutory_due_at: datetime | None = None, now: datetime
) -> Priority:
    """
    Return how pressing a case is: 500 for danger, a minor, somebody vulnerable, law or media, and for a deadline set
    by law less than 24 hours away or past (24 hours to the instant are not less); the weighted mean otherwise.
    """
    because = tuple(flag for flag in in_order(flags) if flag in URGENT)
    if statutory_due_at is not None and statutory_due_at - now < STATUTORY_NEAR:
        because += (STATUTORY_CLOCK,)
    return Priority(HIGHEST * 100 if because else weighed(judged), because)


def history_of(earlier: int, *, is_double_deviation: bool = False) -> int:
    """
    Return the history from how many failures of ours this customer met in the year before: none 1, four or more 5.

    A double deviation is the worst history there is, whatever the count.
    """
    return HIGHEST if is_double_deviation else min(LOWEST + earlier, HIGHEST)


def care_within(usual: timedelta, *, value: int, is_owed: bool) -> timedelta:
    """
    Return within what time something is done: sooner for who is worth more, unless it is owed; then all are equal.

    Worked value: a call one would make within 4 hours is made within 2 for a value of 5; a refund that is owed within
    4 hours is owed within 4 hours to everybody.
    """
    return usual if is_owed else usual * CARE_SHARE[value]


def risk_priority_number(severity: int, occurrence: int, detection: int) -> int:
    """
    Return the risk priority number of a failure mode, each factor from 1 to 10.

    Source: failure mode and effects analysis (IEC 60812). Worked value: 7, 5 and 6 give 210.
    """
    factors = (severity, occurrence, detection)
    if not all(1 <= factor <= 10 for factor in factors):
        raise ValueError("each factor is rated from 1 to 10")
    return severity * occurrence * detection
