"""What stands in the way or beside it, as template tags: a question, a refusal, advice, an empty list, tabs."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from amends.web.filtering import MOST_COUNTED
from amends.web.markup import NOTHING, fill, joined
from amends.web.tags import icon, ring

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Return a count as people read it, the same in both languages: 8042 gives "8,042", and 10000 "9,999+"."""
    return f"{number:,}" if number <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


@register.simple_block_tag
def empty(content: SafeString, title: str, helps: str = "", *, mark: str = "") -> SafeString:
    """
    Draw the place where nothing is: what is so, what helps, and the way on between the tags.

    ``mark`` is the state of a ring that says it too: "kept" where everything is done.
    """
    return fill(
        '<div class="empty">{}<h2>{}</h2>{}{}</div>',
        ring(mark) if mark else NOTHING,
        title,
        fill('<p class="second">{}</p>', helps) if helps else NOTHING,
        fill('<div class="buttons">{}</div>', content) if content.strip() else NOTHING,
    )


@register.simple_tag
def refusal(words: str, *, mark_id: str = "") -> SafeString:
    """Draw what could not be done, where the work is; a screen reader hears it at once."""
    name = fill(' id="{}"', mark_id) if mark_id else NOTHING
    return fill('<p class="refusal" role="alert"{}>{}<span>{}</span></p>', name, icon("alert"), words)


@register.simple_tag
def advice(words: str, *, symbol: str = "info") -> SafeString:
    """Draw advice, which locks nothing."""
    return fill('<p class="advice">{}<span>{}</span></p>', icon(symbol), words)


@register.simple_block_tag
def question(content: SafeString, title: str, helps: str = "") -> SafeString:
    """
    Draw the question before what cannot be undone; between the tags stand the answers, each a verb, the safe one first.

    Escape is the safe one: the page before is one step back.
    """
    return fill(
        '<h2 class="statement">{}</h2><p class="statement-help">{}</p><div class="buttons">{}</div>',
        title,
        helps,
        content,
    )


@register.simple_tag
def tabs(places: Iterable[tuple[str, str, str]], here: str, label: str) -> SafeString:
    """Draw tabs over a list; each place is (key, name, address), and ``here`` the key of the one that is open."""
    drawn = [
        fill(
            '<a class="tab" href="{}"{}>{}</a>',
            address,
            SafeString(' aria-current="page"') if key == here else NOTHING,
            name,
        )
        for key, name, address in places
    ]
    return fill('<nav class="tabs" aria-label="{}">{}</nav>', label, joined(drawn))
