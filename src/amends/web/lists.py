"""The long lists as components: a row of the queue, a line or an entry of a case's timeline."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amends.web.conversation import Entry, File
from amends.web.markup import NOTHING, fill, joined
from amends.web.tags import flag, icon, other_language, owner_chip, person, stamp

if TYPE_CHECKING:
    from amends.web.queue import Row
    from amends.web.timeline import Item, Line

register = template.Library()

ROW = (
    '<tr{}><td class="due">{}</td><td class="ref-cell"><span class="ref">{}</span></td>'
    '<td class="what" title="{}">{}<a href="/cases/{}" data-row-link{}>{}</a>{}{}</td>'
    '<td class="customer second" title="{}">{}</td><td class="site second" title="{}">{}</td>'
    '<td class="owned">{}</td><td class="last">{}</td></tr>'
)
UNREAD = SafeString(' class="unread"')


@register.simple_tag
def case_row(row: Row) -> SafeString:
    """Draw a case as a list shows it; what the customer said last and nobody answered yet stands out."""
    foreign = other_language(row.language)
    unread = fill('<span class="sr">{}</span>', _("unanswered")) if row.is_unread else NOTHING
    snippet = fill('<span class="snippet"{}>{}</span>', foreign, row.snippet) if row.snippet else NOTHING
    return fill(
        ROW,
        UNREAD if row.is_unread else NOTHING,
        row.badge,
        row.reference,
        row.title,
        unread,
        row.reference,
        foreign,
        row.title,
        flag("twice") if row.is_second_time else NOTHING,
        snippet,
        row.customer,
        row.customer,
        row.site,
        row.site,
        owner_chip(row.owner),
        row.last,
    )


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
    text = fill('<p class="words"{}>{}</p>', other_language(entry.language), entry.text) if entry.text else NOTHING
    return fill(
        '<article class="entry entry-{}">{}<header class="entry-head"><strong>{}</strong>{}</header>{}{}</article>',
        entry.kind,
        person(item.author, item.tone, 28),
        item.author,
        about,
        text,
        attached(entry.files),
    )


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
