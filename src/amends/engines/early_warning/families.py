"""Names like `lyon/delivery`: which series share a site or a type, so that a warning can say where to look next."""

from __future__ import annotations

from collections.abc import Sequence

from amends.engines.early_warning.calendar import Floats


def parts(name: str) -> list[str]:
    """Return the levels of a name; a star stands for all of a level."""
    return name.split("/")


def is_within(name: str, whole: str) -> bool:
    """Whether a series is counted in another one: `lyon/delivery` is within `lyon/*` and within `lyon`."""
    levels, outer = parts(name), parts(whole)
    if name == whole or len(outer) > len(levels):
        return False
    return all(theirs in {"*", ours} for ours, theirs in zip(levels, outer, strict=False))


def next_to_look_at(names: Sequence[str], whole: str, p: Floats, *, most: int = 3) -> list[str]:
    """
    Return the series to look at next, the most surprising of the same period first.

    Of a whole those within it; of one that holds no others those it shares a level with. Only such as would happen by
    chance in less than one of twenty periods.
    """
    within = [at for at, name in enumerate(names) if is_within(name, whole)]
    levels = parts(whole)
    beside = [
        at
        for at, name in enumerate(names)
        if len(levels) > 1
        and name != whole
        and any(ours == theirs != "*" for ours, theirs in zip(levels, parts(name), strict=False))
    ]
    found = sorted((float(p[at]), names[at]) for at in within or beside if p[at] < 0.05)
    return [name for _, name in found[:most]]
