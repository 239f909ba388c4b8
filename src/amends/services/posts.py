"""Listening posts: where the house is heard at, each under a key that programs name."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import ListeningPost, Site
from amends.rules.actors import Actor
from amends.rules.refusals import Conflict, Invalid, Refusal
from amends.rules.writing import one_line
from amends.services import events
from amends.services.directory import forget_directory
from amends.services.sites import POSTS
from amends.services.staff import require

BUILT_IN = frozenset(key for key, *_rest in POSTS)
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FOR_PROGRAMS = "api"


@transaction.atomic
def add_post(*, key: str, name_zh: str, name_en: str, site: Site | None, by: Actor, now: datetime) -> ListeningPost:
    """Add a post for a program of one's own: a shop, a telephone system, a sensor."""
    require(by, "post.edit", site.pk if site else None)
    key = key.strip()
    if not KEY.fullmatch(key) or len(key) > 40:
        raise Invalid(_("Small letters, digits and dashes, at most 40: shop-till, ward-3."), field="key")
    if ListeningPost.objects.filter(key=key).exists():
        raise Conflict(_("There is a post with this key already."), field="key")
    name_zh, name_en = _names(name_zh, name_en)
    post = ListeningPost.objects.create(key=key, kind=FOR_PROGRAMS, name_zh=name_zh, name_en=name_en, site=site)
    events.record_for_organisation("post.added", by=by, now=now, post=post.pk)
    forget_directory()
    return post


@transaction.atomic
def edit_post(
    *,
    post: ListeningPost,
    name_zh: str,
    name_en: str,
    site: Site | None,
    is_active: bool,
    by: Actor,
    now: datetime,
) -> ListeningPost:
    """Rename a post, say for which place it listens, close it or open it again. Its key stays: programs know it."""
    require(by, "post.edit", post.site_id)
    require(by, "post.edit", site.pk if site else None)
    if not is_active and post.key in BUILT_IN:
        raise Refusal(_("This post belongs to Amends and always listens."), field="is_active")
    post.name_zh, post.name_en = _names(name_zh, name_en)
    post.site = site
    post.closed_at = None if is_active else post.closed_at or now
    post.save(update_fields=["name_zh", "name_en", "site", "closed_at"])
    events.record_for_organisation("post.edited", by=by, now=now, post=post.pk, closed=not is_active)
    forget_directory()
    return post


def _names(name_zh: str, name_en: str) -> tuple[str, str]:
    """Return both names; one language may stand in for the other until somebody translates it."""
    name_zh, name_en = one_line(name_zh)[:60], one_line(name_en)[:60]
    if not (name_zh or name_en):
        raise Invalid(_("What is this post called?"), field="name_en")
    return name_zh or name_en, name_en or name_zh
