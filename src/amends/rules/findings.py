"""What a check of the records found wrong, as a plain value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that is not as it must be.

    rule   which rule is broken, stable for programs: "event.changed"
    table  where: a table's name, or "files" for the file store
    row    which: the primary key, a day, a name; empty for the whole table
    words  what is wrong, fit to show
    """

    rule: str
    table: str
    row: int | str
    words: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.words}" if self.row != "" else f"{self.table}: {self.words}"
