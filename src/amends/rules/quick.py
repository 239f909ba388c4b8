"""The quick action: what the front line says in half a minute, as plain values, and how it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from amends.rules.identities import normalise
from amends.rules.money import Money
from amends.rules.refusals import Invalid

DEEDS = ("done", "promise", "hand_over")
HURT = 5  # the step of severity that says that somebody is hurt or could be
LONGEST_WAIT = timedelta(days=90)  # on a device without a network; whatever lies longer was heard that long ago
KNOWN_BY = ("member", "order", "email", "phone")  # the kinds of identity that a code may be, the strongest first
FEWEST_PHONE_DIGITS = 7
NEAR_HOURS = 2

Counts = Mapping[tuple[int, int], int]  # (hour of the day in UTC, failure type) -> cases at one place


@dataclass(frozen=True, slots=True)
class Gift:
    """
    What a colleague gives the guest at once, in minor units of ``currency``.

    remedy      a kind of the catalogue; "" where only what is owed is paid
    owed_minor  what the law gives the guest at least, always in money
    """

    currency: str
    remedy: str = ""
    amount_minor: int = 0
    owed_minor: int = 0

    def __post_init__(self) -> None:
        Money(self.amount_minor + self.owed_minor, self.currency)  # what is none is refused before anything is written


@dataclass(frozen=True, slots=True)
class QuickAction:
    """
    One failure told by a guest who stands there, and what the colleague did at once.

    key       made on the device; the same key is the same entry, however often it is sent
    heard_at  when the guest was heard, which may be hours before the device found a network
    who       what was scanned or typed about the guest; empty: unknown
    deed      one of ``DEEDS``
    said      the sentence said to the guest
    next_at   the instant promised with it; not for what was done on the spot
    to_id     the colleague who is asked to take over
    remember  a preference for the next visit
    gift      what is given with it
    """

    key: str
    site_id: int
    heard_at: datetime
    text: str
    severity: int
    deed: str
    said: str
    who: str = ""
    failure_type_id: int | None = None
    next_at: datetime | None = None
    to_id: int | None = None
    remember: str = ""
    gift: Gift | None = None

    @property
    def is_safe(self) -> bool:
        """Whether nobody is hurt: the five steps ask it, so the answer needs no tap of its own."""
        return self.severity != HURT


def heard_at(now: datetime, waited: timedelta) -> datetime:
    """
    Return when it was heard, from how long it waited: the clock of a device may be wrong, its stopwatch is not.

    Worked value: it is 12:00 and it waited 40 minutes, so 11:20; a negative wait is none.
    """
    return now - min(max(waited, timedelta(0)), LONGEST_WAIT)


def possible_identities(who: str) -> list[tuple[str, str]]:
    """
    Return every identity that a scanned or typed code may be, normalised, the strongest first.

    Worked value: "7K42" gives member 7k42 and order 7k42; it is neither an address nor a telephone number.
    """
    found = []
    for kind in KNOWN_BY if who.strip() else ():
        try:
            found.append((kind, normalise(kind, who)))
        except Invalid:
            continue
    return found


def kind_of(who: str) -> str:
    """
    Return what an unknown code is taken for: "email", "phone", "place" or "name", "" for nothing.

    A room number is a place and never an identity: next week somebody else sleeps there.
    Worked value: "何先生" is a name, "1208" and "7K42" are places, "138 0013 8000" is a phone, "a@b.cn" an email.
    """
    kinds = {kind for kind, _value in possible_identities(who)}
    digits = sum(letter.isdecimal() for letter in who)
    if "email" in kinds:
        return "email"
    if "phone" in kinds and digits >= FEWEST_PHONE_DIGITS and not any(letter.isalpha() for letter in who):
        return "phone"
    if not who.strip():
        return ""
    return "place" if digits else "name"


def usual_first(failures: Iterable[int], counts: Counts, *, hour: int) -> list[int]:
    """
    Return failure types, the most frequent at this place and hour first, then the most frequent here at any hour.

    An hour is near within two, across midnight too. What ties, or was never seen here, keeps its order.
    Worked value: at 1 o'clock one case from 23 o'clock comes before five from noon.
    """
    near: Counter[int] = Counter()
    here: Counter[int] = Counter()
    for (at, failure), count in counts.items():
        here[failure] += count
        if min((at - hour) % 24, (hour - at) % 24) <= NEAR_HOURS:
            near[failure] += count
    return sorted(failures, key=lambda failure: (-near[failure], -here[failure]))
