"""The failure types a company starts from; data in ``service_failures.toml``, read once when this is imported."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class FailureKind:
    """One entry of the two-level taxonomy; ``parent`` is the key of its type, "" for the type itself."""

    key: str
    parent: str
    name_zh: str
    name_en: str


def read_taxonomy(text: str) -> tuple[FailureKind, ...]:
    """
    Return the entries of a taxonomy in TOML, each type followed by its kinds; a ValueError when a key comes twice.

    Worked value: one type "core" with the kind "overbooked" gives two entries, the second with parent "core".
    """
    kinds: list[FailureKind] = []
    for first in tomllib.loads(text)["type"]:
        kinds.append(FailureKind(first["key"], "", first["name_zh"], first["name_en"]))
        kinds += [
            FailureKind(second["key"], first["key"], second["name_zh"], second["name_en"]) for second in first["kinds"]
        ]
    keys = [kind.key for kind in kinds]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise ValueError(f"these keys come twice: {', '.join(twice)}")
    return tuple(kinds)


_STARTING = read_taxonomy(files(__package__).joinpath("service_failures.toml").read_text(encoding="utf-8"))


def starting_taxonomy() -> tuple[FailureKind, ...]:
    """Return the taxonomy a new company starts from, in the order in which it is shown."""
    return _STARTING
