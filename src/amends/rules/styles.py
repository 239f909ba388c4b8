"""
How a customer complains: a label by rule, with what it rests on, that runs out by itself and that the customer may see.

It helps to choose words and who speaks. It lowers nobody's rights, and there is none for a minor.
Source of the types: J. Singh (1990), J. of Retailing 66(1), with the name "high conflict" for who campaigns in public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum, auto
from types import MappingProxyType

from amends.rules.refusals import gettext_noop

LASTS = timedelta(days=180)


class Style(IntEnum):
    """From the quietest to the loudest."""

    PASSIVE = 1
    VOICER = 2
    IRATE = 3
    ACTIVIST = 4
    HIGH_CONFLICT = 5


STYLES: Mapping[Style, str] = MappingProxyType(
    {
        Style.PASSIVE: gettext_noop("Passive"),
        Style.VOICER: gettext_noop("Voicer"),
        Style.IRATE: gettext_noop("Irate"),
        Style.ACTIVIST: gettext_noop("Activist"),
        Style.HIGH_CONFLICT: gettext_noop("High conflict"),
    }
)


class Sign(StrEnum):
    """What a customer did, as somebody saw or read it."""

    LEFT_SILENTLY = auto()
    TOLD_US = auto()
    TOLD_OTHERS = auto()
    LEFT_ANGRY = auto()
    TURNED_TO_A_BODY = auto()  # a regulator, a court, a consumer association
    CAMPAIGNED = auto()  # in public, against us
    THREATENED = auto()


SIGNS: Mapping[Sign, str] = MappingProxyType(
    {
        Sign.LEFT_SILENTLY: gettext_noop("Left without a word"),
        Sign.TOLD_US: gettext_noop("Told us, and nobody else"),
        Sign.TOLD_OTHERS: gettext_noop("Told others"),
        Sign.LEFT_ANGRY: gettext_noop("Left in anger"),
        Sign.TURNED_TO_A_BODY: gettext_noop("Turned to an authority, a court or an association"),
        Sign.CAMPAIGNED: gettext_noop("Campaigned against us in public"),
        Sign.THREATENED: gettext_noop("Threatened us"),
    }
)

SAYS: Mapping[Sign, Style] = MappingProxyType(
    {
        Sign.LEFT_SILENTLY: Style.PASSIVE,
        Sign.TOLD_US: Style.VOICER,
        Sign.TOLD_OTHERS: Style.IRATE,
        Sign.LEFT_ANGRY: Style.IRATE,
        Sign.TURNED_TO_A_BODY: Style.ACTIVIST,
        Sign.CAMPAIGNED: Style.HIGH_CONFLICT,
        Sign.THREATENED: Style.HIGH_CONFLICT,
    }
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One sign, when, and where it can be read (the key of the record that holds the words)."""

    sign: Sign
    at: datetime
    source: int


@dataclass(frozen=True, slots=True)
class Label:
    """A style with the signs it rests on, newest first, and the instant from which it says nothing any more."""

    style: Style
    evidence: tuple[Seen, ...]
    until: datetime


def style_label(seen: Iterable[Seen], *, is_minor: bool, now: datetime) -> Label | None:
    """
    Return the loudest style of the last 180 days, None for a minor and where nothing was seen lately.

    It runs out 180 days after the newest sign that carries it; on that very instant it is gone.
    Worked value: told us in January and turned to a regulator in March gives activist until September.
    """
    lately = [one for one in seen if one.at <= now < one.at + LASTS]
    if is_minor or not lately:
        return None
    style = max(SAYS[one.sign] for one in lately)
    evidence = sorted((one for one in lately if SAYS[one.sign] is style), key=lambda one: one.at, reverse=True)
    return Label(style, tuple(evidence), evidence[0].at + LASTS)
