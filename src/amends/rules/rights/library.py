"""The rule packs that are shipped: adding a country is adding a file to `law/`."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib import resources

from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.rights.packs import Pack, read_pack


@lru_cache(maxsize=1)
def packs() -> tuple[Pack, ...]:
    """Return every pack that is shipped, by key and date."""
    files = resources.files("amends.rules.rights").joinpath("law")
    found = [
        read_pack(file.read_text("utf-8"), name=file.name) for file in files.iterdir() if file.name[-5:] == ".toml"
    ]
    return tuple(sorted(found, key=lambda pack: (pack.key, pack.since)))


def pack_of(key: str, *, on: date) -> Pack:
    """Return the pack of a name that is the law on a day; raise Invalid naming the field and what there is."""
    named = [pack for pack in packs() if pack.key == key]
    if not named:
        words = gettext_noop("There is no rule pack “%(key)s”; there are %(known)s.")
        known = ", ".join(sorted({pack.key for pack in packs()}))
        raise Invalid(words, field="pack", params={"key": key, "known": known})
    for pack in reversed(named):
        if pack.applies_on(on):
            return pack
    words = gettext_noop("%(key)s is not the law on %(day)s: what is here begins on %(since)s.")
    raise Invalid(words, field="on", params={"key": key, "day": on, "since": named[0].since})
