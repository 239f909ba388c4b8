"""
Whether an organisation's colour can be read, and the nearest shade that can.

Source: WCAG 2.2, relative luminance and contrast ratio (success criteria 1.4.3 and 1.4.11).
Worked values: white on black is 21; white on #777777 is 4.48, which is not enough for text.
"""

import re
from dataclasses import dataclass

from amends.rules.refusals import Invalid, gettext_noop

TEXT, SHAPE = 4.5, 3.0
HEX = re.compile(r"#[0-9A-Fa-f]{6}")

# The customer's paper, by day and at night, and what is written on a coloured ground there; as in tokens.css.
LIGHT_CANVAS, LIGHT_TEXT = "#FBF8F2", "#FFFFFF"
DARK_CANVAS, DARK_TEXT = "#171512", "#171512"
BLACK, WHITE = "#000000", "#FFFFFF"
STEPS = 255

Channels = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Shades:
    """What is used of a colour, on the light page and on the dark one."""

    given: str
    light: str
    dark: str

    @property
    def is_changed(self) -> bool:
        """Return whether the light page shows another shade than the one that was given."""
        return self.light != self.given


def known_colour(text: str) -> str:
    """Return a colour as "#1A2B3C", however its letters were typed; raise Invalid for anything else."""
    colour = text.strip().upper()
    colour = colour if colour.startswith("#") else f"#{colour}"
    if not HEX.fullmatch(colour):
        raise Invalid(gettext_noop("A colour is a # and six digits or letters up to F: #7A3B2E."), field="colour")
    return colour


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 for black to 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def reads(colour: str, *, canvas: str, text: str) -> bool:
    """Return whether ``text`` can be read on the colour and the colour be seen on the canvas."""
    return contrast(text, colour) >= TEXT and contrast(colour, canvas) >= SHAPE


def shades_of(colour: str) -> Shades:
    """
    Return the colour if it can be used, otherwise the nearest darker shade; for the dark page the nearest lighter one.

    Worked value: #0B6350 stays; #FFD400 becomes a dark gold on the light page and stays as it is on the dark one.
    """
    light = _nearest(colour, BLACK, canvas=LIGHT_CANVAS, text=LIGHT_TEXT)
    dark = _nearest(colour, WHITE, canvas=DARK_CANVAS, text=DARK_TEXT)
    return Shades(colour, light, dark)


def _nearest(colour: str, towards: str, *, canvas: str, text: str) -> str:
    """Return the first of 256 shades from ``colour`` to ``towards`` that reads; the last always does."""
    mixed = (_mixed(colour, towards, step) for step in range(STEPS + 1))
    return next(shade for shade in mixed if reads(shade, canvas=canvas, text=text))


def _mixed(colour: str, towards: str, step: int) -> str:
    pairs = zip(_channels(colour), _channels(towards), strict=True)
    return "#" + "".join(f"{round(start + (end - start) * step / STEPS):02X}" for start, end in pairs)


def _channels(colour: str) -> Channels:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
