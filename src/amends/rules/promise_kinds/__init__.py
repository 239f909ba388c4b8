"""The kinds of promise; data in ``kinds.toml``, read once when this is imported."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from amends.rules.allowances import Allowance, allow

BY_LAW = "law"
KEPT_BY = frozenset({"word", "response", "delivery", "hand"})


@dataclass(frozen=True, slots=True)
class PromiseKind:
    """One kind of promise; ``kinds.toml`` says what each field means."""

    key: str
    name_zh: str
    name_en: str
    owner: str
    begins: str
    allow: str = ""
    basis: str = ""
    allow_live: str = ""
    always: bool = False
    settable: bool = False
    pauses: bool = False
    statutory: bool = False
    shown: bool = False
    kept_by: str = ""

    def __post_init__(self) -> None:
        if self.begins == BY_LAW:
            if self.allow or self.kept_by not in KEPT_BY or not self.statutory:
                raise ValueError(f"{self.key}: the law says how long it allows; say what keeps it")
        else:
            self.allowance()
        if self.statutory and self.pauses:
            raise ValueError(f"{self.key}: what the law asks for never pauses")

    def allowed(self, *, is_live: bool = False) -> str:
        """Return how long it takes where no policy says otherwise, as it is written."""
        return self.allow_live if is_live and self.allow_live else self.allow

    def allowance(self, *, is_live: bool = False) -> Allowance:
        """Return how long it takes where no policy says otherwise."""
        return allow(self.allowed(is_live=is_live), self.basis)


def read_kinds(text: str) -> Mapping[str, PromiseKind]:
    """
    Return the kinds in a TOML text by their keys; a ValueError when a key comes twice or the law's clock could pause.

    Worked value: the shipped kind "first_reply" allows "48h", counted as it elapses.
    """
    kinds = [PromiseKind(**entry) for entry in tomllib.loads(text)["kind"]]
    by_key = {kind.key: kind for kind in kinds}
    if len(by_key) < len(kinds):
        raise ValueError("a kind of promise comes twice")
    return MappingProxyType(by_key)


KINDS = read_kinds(files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8"))
FROM_RECEIPT = tuple(kind.key for kind in KINDS.values() if kind.begins == "receipt" and not kind.always)


def asked_by_law(*, kept_by: str) -> tuple[str, ...]:
    """Return the kinds whose date a law gives and which this act keeps: a "word", the final "response" ..."""
    return tuple(kind.key for kind in KINDS.values() if kind.begins == BY_LAW and kind.kept_by == kept_by)
