"""Find the colleagues named with an @ in a note."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

AT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")  # not the @ of an e-mail address


class Mention(NamedTuple):
    """Where in the text somebody is named: ``text[start:end]`` is the @ and the name."""

    start: int
    end: int
    staff_ids: tuple[int, ...]


def mentions(text: str, names: Mapping[int, tuple[str, ...]]) -> list[Mention]:
    """
    Return where colleagues are named, in order; of several names that fit, the longest.

    names  how each colleague may be called: full name, first name. One name may be that of two colleagues: both are
           meant, since telling one too many does less harm than telling nobody.

    Worked value: "@Ning please" with {3: ("Zhou Ning", "Ning")} gives [Mention(0, 5, (3,))].
    """
    called: dict[str, tuple[int, ...]] = {}
    spoken = {name for spoken in names.values() for name in spoken if name}
    for staff_id, own in sorted(names.items()):
        for name in {name.casefold() for name in own if name}:
            called[name] = (*called.get(name, ()), staff_id)
    longest_first = sorted(spoken, key=lambda name: (-len(name), name))
    return list(_found(text, called, longest_first))


def _found(text: str, called: Mapping[str, tuple[int, ...]], longest_first: list[str]) -> Iterator[Mention]:
    for at in AT.finditer(text):
        for name in longest_first:
            end = at.end() + len(name)
            if text[at.end() : end].casefold() == name.casefold() and not _goes_on(text, end):
                yield Mention(at.start(), end, called[name.casefold()])
                break


def _goes_on(text: str, end: int) -> bool:
    """Whether a Latin word goes on: "@Lin" does not stand in "@Linda". Chinese needs no space after a name."""
    return text[end - 1].isascii() and text[end : end + 1].isascii() and text[end : end + 1].isalnum()
