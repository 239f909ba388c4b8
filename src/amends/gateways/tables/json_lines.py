"""Lists of one JSON object a line; what is nested one level deep gets a name with a dot: "customer.phone"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from amends.gateways.tables.delimited import EMPTY, LONGEST_LINE, TOO_LONG, text_of
from amends.gateways.tables.encodings import look_at
from amends.gateways.tables.streams import MEGABYTE, opened
from amends.gateways.tables.table import MOST_COLUMNS, Row, UnusableFile
from amends.rules.refusals import Invalid, gettext_noop

SAMPLE = 1000  # objects whose keys make the columns

NO_OBJECT = gettext_noop("This line is not a JSON object.")
NO_LIST = gettext_noop("%(name)s holds no JSON objects, one a line.")


class JsonLinesTable:
    """A .jsonl file."""

    def __init__(self, path: Path) -> None:
        """Look at the whole file once, and at the keys of its first objects."""
        self.path = path
        with opened(path) as (content, _):
            self.contents = look_at(iter(lambda: content.read(MEGABYTE), b""))
        self._size, self._place = max(path.stat().st_size, 1), 0
        lines = list(islice(self._lines(), SAMPLE))
        if not lines:
            raise UnusableFile(EMPTY, name=path.name)
        names = dict.fromkeys(name for _, text in lines for name in read_object(text) or ())
        if not names:
            raise UnusableFile(NO_LIST, name=path.name)
        self.columns = list(islice(names, MOST_COLUMNS))

    def fraction(self) -> float:
        """How much of the file has been read."""
        return min(self._place / self._size, 1.0)

    def rows(self) -> Iterator[Row]:
        """Yield a row an object."""
        for line, text in self._lines():
            if len(text) >= LONGEST_LINE:
                yield Row(line, line, [text[:1000]], Invalid(TOO_LONG, params={"most": LONGEST_LINE}))
                continue
            found = read_object(text)
            if found is None:
                yield Row(line, line, [text.strip().encode("utf-8", "replace").decode()], Invalid(NO_OBJECT))
            else:
                yield Row(line, line, [found.get(name, "") for name in self.columns])

    def _lines(self) -> Iterator[tuple[int, str]]:
        with opened(self.path) as (content, packed), text_of(content, self.contents) as text:
            number = 0
            while line := text.readline(LONGEST_LINE):
                number += 1
                self._place = packed.tell()
                rest = line
                while len(rest) >= LONGEST_LINE and rest[-1] not in "\r\n":
                    rest = text.readline(LONGEST_LINE)
                if not line.isspace():
                    yield number, line


def read_object(text: str) -> dict[str, str] | None:
    """
    Return the values of a JSON object as text, by name; None when it is no object.

    Worked value: {"id": 7, "customer": {"phone": null}} gives {"id": "7", "customer.phone": ""}.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    found: dict[str, str] = {}
    for name, inner in value.items():
        if isinstance(inner, dict):
            found.update({f"{name}.{key}": as_text(deep) for key, deep in inner.items()})
        else:
            found[name] = as_text(inner)
    return found


def as_text(value: object) -> str:
    """Return a JSON value as a person would write it into a cell."""
    if isinstance(value, str):
        # JSON can spell what no database takes: NUL, and halves of a character.
        text = value.replace("\0", "")
        return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)
