"""The organisation's colour, logo and name on every public page, as template tags."""

from __future__ import annotations

from django import template
from django.db import DatabaseError
from django.utils.safestring import SafeString

from amends.models import Organisation
from amends.services.directory import NotStarted, directory
from amends.web.markup import NOTHING, fill
from amends.web.tags import logo

register = template.Library()


def organisation() -> Organisation | None:
    """Return the organisation, or None before there is one and while the database does not answer."""
    try:
        return directory().organisation
    except (NotStarted, DatabaseError):
        return None  # the page that says so must still be shown


@register.simple_tag
def brand_sheet() -> SafeString:
    """Link the style sheet of the organisation's colour, by address: no style stands in a page."""
    known = organisation()
    if known is None or not known.colour:
        return NOTHING
    return fill('<link rel="stylesheet" href="{}">', sheet_address(known.colour))


@register.simple_tag
def brand() -> SafeString:
    """Draw who speaks here: logo and name, leading to where one tells us something."""
    known = organisation()
    mark = logo_of(known) if known and known.logo else logo(28)
    return fill('<a class="public-brand" href="/">{}<span>{}</span></a>', mark, known.name if known else "Amends")


def logo_of(known: Organisation) -> SafeString:
    """Return the organisation's logo as a picture beside its name."""
    return fill('<img class="public-logo" src="{}" alt="">', logo_address(known.logo))


def sheet_address(colour: str) -> str:
    """Return the address of a colour's style sheet: what it holds follows from the colour alone."""
    return f"/brand/{colour.removeprefix('#')}.css"


def logo_address(digest: str) -> str:
    """Return the address of a logo: another picture has another address."""
    return f"/brand/{digest}.png"
