"""How a colleague likes their own pages: language, time zone, look, density, keys, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Staff
from amends.rules.drafts import UNDO_SECONDS
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.notices import require_kind
from amends.rules.refusals import Invalid
from amends.services.directory import forget_directory

THEMES = ("system", "light", "dark")
CONTRASTS = ("system", "more")
DENSITIES = ("compact", "plain", "roomy")


@transaction.atomic
def edit_own_page(*, staff: Staff, language: str, timezone: str) -> Staff:
    """Change the language of one's own pages and their time zone (empty: as the organisation)."""
    if timezone and timezone not in available_timezones():
        raise Invalid(_("There is no time zone of this name. Try Asia/Shanghai or Europe/London."), field="timezone")
    if language not in {CHINESE, ENGLISH}:
        raise Invalid(_("The pages are in Chinese and English."), field="language")
    staff.language, staff.timezone = language, timezone
    staff.save(update_fields=["language", "timezone"])
    forget_directory()
    return staff


@transaction.atomic
def choose_ways(*, staff: Staff, density: str, has_single_keys: bool, quiet_kinds: Iterable[str]) -> Staff:
    """Choose how close rows stand, whether one key alone does something, and what one does not want to be told."""
    if density not in DENSITIES:
        raise Invalid(_("Rows are compact, plain or roomy."), field="density")
    staff.density, staff.has_single_keys = density, has_single_keys
    staff.quiet_kinds = sorted({require_kind(kind) for kind in quiet_kinds})
    staff.save(update_fields=["density", "has_single_keys", "quiet_kinds"])
    forget_directory()
    return staff


@transaction.atomic
def choose_undo(*, staff: Staff, seconds: int | None) -> Staff:
    """Choose how long one's own replies wait to be undone."""
    if seconds not in UNDO_SECONDS:
        raise Invalid(_("A reply waits 10 or 30 seconds to be undone, or not at all."), field="undo_seconds")
    staff.undo_seconds = seconds
    staff.save(update_fields=["undo_seconds"])
    forget_directory()
    return staff


@transaction.atomic
def choose_look(*, staff: Staff, theme: str, contrast: str) -> Staff:
    """Have one's own pages light, dark or as the system, with plain or high contrast, on every device."""
    if theme not in THEMES:
        raise Invalid(_("The pages are light, dark, or as your system."), field="theme")
    if contrast not in CONTRASTS:
        raise Invalid(_("The contrast is high, or as your system."), field="contrast")
    staff.theme, staff.contrast = theme, contrast
    staff.save(update_fields=["theme", "contrast"])
    forget_directory()
    return staff
