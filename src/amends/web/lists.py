"""The long lists as components: a row of the queue, a line or an entry of a case's timeline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.rules.mentions import Mention
from amends.web.conversation import Entry, File
from amends.web.markup import NOTHING, fill, joined
from amends.web.tags import flag, icon, other_language, owner_chip, person, stamp

if TYPE_CHECKING:
    from amends.web.rows import Row
    from amends.web.timeline import Item, Line

register = template.Library()

ROW = (
    '<tr{}>{}<td class="due">{}</td>{}'
    '<td class="what" title="{}">{}<a href="/cases/{}" data-row-link{}>{}</a>{}{}</td>{}</tr>'
)
UNREAD = SafeString(' class="unread"')
MOST_TAGS = 2


@register.simple_tag
def case_row(
    row: Row, columns: Sequence[tuple[str, str]], *, selectable: bool = False, selected: Collection[int] = ()
) -> SafeString:
    """Draw a case as a list shows it; what the customer said last and nobody answered yet stands out."""
    foreign = other_language(row.language)
    unread = fill('<span class="sr">{}</span>', _("unanswered")) if row.is_unread else NOTHING
    snippet = fill('<span class="snippet"{}>{}</span>', foreign, row.snippet) if row.snippet else NOTHING
    return fill(
        ROW,
        UNREAD if row.is_unread else NOTHING,
        _box(row, is_chosen=row.pk in selected) if selectable else NOTHING,
        row.badge,
        joined([CELLS[name](row) for name, _heading in columns if name == "ref"]),
        row.title,
        unread,
        row.reference,
        foreign,
        row.title,
        _marks(row, has_column="tags" in dict(columns)),
        snippet,
        joined([CELLS[name](row) for name, _heading in columns if name != "ref"]),
    )


def _box(row: Row, *, is_chosen: bool) -> SafeString:
    return fill(
        '<td class="pick"><input type="checkbox" name="case" value="{}" form="bulk" aria-label="{}"{}></td>',
        row.pk,
        _("Select %(reference)s") % {"reference": row.reference},
        SafeString(" checked") if is_chosen else NOTHING,
    )


def _marks(row: Row, *, has_column: bool) -> SafeString:
    """At most two flags, then two tags; how many more there are is said."""
    marks = [flag(one) for one in row.flags]
    if row.rests:
        marks.append(
            fill(
                '<span class="flag flag-rests">{}{}</span>',
                icon("snooze", 12),
                _("until %(until)s") % {"until": row.rests},
            )
        )
    if not has_column:
        marks += [fill('<span class="flag flag-tag">{}</span>', name) for name in row.tags[:MOST_TAGS]]
        if len(row.tags) > MOST_TAGS:
            marks.append(fill('<span class="flag flag-tag">+{}</span>', len(row.tags) - MOST_TAGS))
    return joined(marks)


def _cell(kind: str, words: object, title: str = "") -> SafeString:
    return (
        fill('<td class="{}" title="{}">{}</td>', kind, title, words)
        if title
        else fill('<td class="{}">{}</td>', kind, words)
    )


CELLS: Mapping[str, Callable[[Row], SafeString]] = {
    "ref": lambda row: _cell("ref-cell", fill('<span class="ref">{}</span>', row.reference)),
    "customer": lambda row: _cell("customer second", row.customer, row.customer),
    "site": lambda row: _cell("site second", row.site, row.site),
    "owner": lambda row: _cell("owned", owner_chip(row.owner)),
    "state": lambda row: _cell("state second", row.state, row.state),
    "priority": lambda row: _cell("priority figures", row.priority),
    "severity": lambda row: _cell("severity second figures", row.severity),
    "failure": lambda row: _cell("failure second", row.failure, row.failure),
    "language": lambda row: _cell("language second", row.language[:2]),
    "tags": lambda row: _cell("tags-cell second", ", ".join(row.tags), ", ".join(row.tags)),
    "received": lambda row: _cell("received", row.received),
    "last": lambda row: _cell("last", row.last),
}


@register.simple_tag
def timeline_item(item: Item, now: datetime) -> SafeString:
    """Draw what stands at one height of a case's timeline: a new day, something that happened, or words."""
    if item.day:
        return fill('<div class="timeline-day">{}</div>', item.day)
    if item.line:
        return _line(item.line, now)
    return _entry(item, item.entry, now) if item.entry else NOTHING


def _line(line: Line, now: datetime) -> SafeString:
    tone = fill(' data-tone="{}"', line.tone) if line.tone else NOTHING
    strong = fill("<strong>{}</strong> ", line.strong) if line.strong else NOTHING
    return fill(
        '<div class="event"{}>{}<span>{}{}</span>{}</div>', tone, line.mark, strong, line.words, stamp(line.at, now)
    )


def _entry(item: Item, entry: Entry, now: datetime) -> SafeString:
    at = stamp(entry.at, now)
    if entry.kind == "in":
        about = fill("<span>{} · {} · {}</span>", item.channel, at, _("verbatim"))
    elif entry.kind == "note":
        about = fill('<span class="flag">{}</span>{}', _("Internal"), at)
    else:
        about = at
    if item.origin:
        about = fill('{}<a class="origin" href="/cases/{}">{}</a>', about, item.origin, item.origin)
    words = _named(entry.text, item.named) if item.named else entry.text
    text = fill('<p class="words"{}>{}</p>', other_language(entry.language), words) if entry.text else NOTHING
    return fill(
        '<article class="entry entry-{}">{}<header class="entry-head"><strong>{}</strong>{}</header>{}{}</article>',
        entry.kind,
        person(item.author, item.tone, 28),
        item.author,
        about,
        text,
        attached(entry.files),
    )


def _named(text: str, named: tuple[Mention, ...]) -> SafeString:
    """Return a note with the colleagues it names set off."""
    parts, at = [], 0
    for mention in named:
        parts += [fill("{}", text[at : mention.start])]
        parts += [fill('<span class="mention">{}</span>', text[mention.start : mention.end])]
        at = mention.end
    return joined([*parts, fill("{}", text[at:])])


@register.simple_tag
def attached(files: list[File]) -> SafeString:
    """Draw the files that came with words: pictures as pictures, all else by name."""
    return fill('<div class="files">{}</div>', joined([_file(file) for file in files])) if files else NOTHING


def _file(file: File) -> SafeString:
    if file.is_picture:
        return fill(
            '<a class="picture" href="{}" target="_blank" rel="noopener" title="{}">'
            '<img src="{}" alt="{}" loading="lazy"></a>',
            file.url,
            file.name,
            file.url,
            file.name,
        )
    return fill('<a href="{}" title="{}">{}<span>{}</span></a>', file.url, file.name, icon("file"), file.name)
