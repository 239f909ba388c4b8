"""Read lists out of files: .csv and its like, .jsonl, .xlsx, the first two packed with gzip or not."""

from pathlib import Path

from amends.gateways.tables.delimited import DelimitedTable
from amends.gateways.tables.json_lines import JsonLinesTable
from amends.gateways.tables.streams import ZIP, first_bytes
from amends.gateways.tables.table import Contents, FindHeading, Row, Table, UnusableFile
from amends.gateways.tables.workbooks import WorkbookTable
from amends.rules.refusals import gettext_noop

__all__ = ["Contents", "FindHeading", "Row", "Table", "UnusableFile", "open_table"]

DELIMITED, JSON_LINES, WORKBOOKS = (".csv", ".tsv", ".txt"), (".jsonl", ".ndjson"), (".xlsx", ".xlsm")

UNKNOWN = gettext_noop("%(name)s is not a list we can read. It takes .csv, .csv.gz, .xlsx or .jsonl.")
OLD_EXCEL = gettext_noop("%(name)s is an old Excel file. Open it and save it as .xlsx or CSV.")
IS_WORKBOOK = gettext_noop("%(name)s is packed like an Excel workbook. Give it a name that ends in .xlsx.")


def open_table(path: Path, *, find_heading: FindHeading | None = None) -> Table:
    """
    Open a list by the ending of its name; refuse, with what to do, what cannot be read as one.

    ``find_heading`` tells the heading where other lines may stand above it; without it, it is the first row.
    """
    head = first_bytes(path, 8)
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(WORKBOOKS):
        return WorkbookTable(path, find_heading=find_heading)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnusableFile(OLD_EXCEL, name=path.name)
    if not name.endswith(DELIMITED + JSON_LINES):
        raise UnusableFile(UNKNOWN, name=path.name)
    if head.startswith(ZIP):
        raise UnusableFile(IS_WORKBOOK, name=path.name)
    if name.endswith(JSON_LINES):
        return JsonLinesTable(path)
    return DelimitedTable(path, find_heading=find_heading)
