"""Colleagues and tokens: who may do what where."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import available_timezones

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.models import Case, Membership, Site, Staff, Token
from amends.rules import access
from amends.rules.actors import Actor, Reach
from amends.rules.drafts import UNDO_SECONDS
from amends.rules.languages import CHINESE, ENGLISH
from amends.rules.money import Money
from amends.rules.notices import require_kind
from amends.rules.refusals import Conflict, Faults, Invalid, NotAllowed, gettext_noop
from amends.rules.writing import one_line
from amends.services import events
from amends.services.directory import forget_directory

THEMES = ("system", "light", "dark")
CONTRASTS = ("system", "more")
TOKEN_PREFIX = "amends_"  # noqa: S105 - lets leak scanners recognise our tokens


def require(by: Actor, permission: str, site_id: int | None = None) -> None:
    """Refuse an actor who does not hold a permission at a place."""
    if not by.may(permission, site_id):
        raise NotAllowed(_("You may not do this here. Ask a supervisor, or someone who works at this place."))


def actor_of(staff: Staff) -> Actor:
    """Return the actor a colleague is, with the reach of all their memberships."""
    memberships = [row for row in staff.memberships.all() if row.role in access.ROLES]
    return Actor(
        kind="staff",
        id=staff.pk,
        name=staff.name,
        reach=tuple(
            Reach(access.PERMISSIONS_OF[membership.role], _places(membership.site)) for membership in memberships
        ),
    )


def actor_of_token(token: Token) -> Actor:
    """Return the actor that software with this token is."""
    places = _places(token.site) if token.site else None
    return Actor(
        kind="token", id=token.pk, name=token.name, reach=(Reach(access.permissions_of_scopes(token.scopes), places),)
    )


def _places(site: Site) -> frozenset[int] | None:
    if site.parent_id is None:
        return None
    return frozenset(Site.objects.at_or_below(site).values_list("pk", flat=True))


@transaction.atomic
def add_staff(
    *,
    email: str,
    name: str,
    given_name: str,
    password: str | None,
    memberships: Iterable[tuple[Site, str]],
    language: str,
    by: Actor,
    now: datetime,
    is_story: bool = False,
) -> Staff:
    """Add a colleague with roles at places. Without a password they cannot sign in until one is set."""
    require(by, "staff.edit")
    faults = Faults()
    with faults:
        email = known_email(email)
        if Staff.objects.filter(email__iexact=email).exists():
            raise Invalid(_("Somebody with this e-mail address is here already."), field="email")
    with faults:
        name, given_name = known_names(name, given_name)
    staff = Staff(email=email, name=name, given_name=given_name, language=language, is_story=is_story)
    if password is None:
        staff.set_unusable_password()
    else:
        with faults:
            give_password(staff, password)
    faults.refuse()
    staff.save(force_insert=True)
    _give_roles(staff, memberships, by=by)
    events.record_for_organisation("staff.added", by=by, now=now, staff=staff.pk)
    forget_directory()
    return staff


@transaction.atomic
def edit_staff(
    *,
    staff: Staff,
    name: str,
    given_name: str,
    memberships: Iterable[tuple[Site, str]],
    is_active: bool,
    by: Actor,
    now: datetime,
) -> Staff:
    """Change a colleague's names, roles and whether they work here."""
    require_over(staff, by)
    if not is_active and Site.objects.filter(parent=None, responsible=staff).exists():
        raise Invalid(_("They answer for the whole organisation. Name somebody else first."), field="is_active")
    if not is_active and (count := Case.objects.open().owned_by(staff.pk).count()):
        # Roles can be taken away at once; the cases stay somebody's until a colleague has accepted them.
        message = _("They own %(count)d open cases. Let colleagues take those over first.")
        raise Conflict(message, field="is_active", params={"count": count})
    staff.name, staff.given_name = known_names(name, given_name)
    staff.is_active = is_active
    staff.save(update_fields=["name", "given_name", "is_active"])
    staff.memberships.all().delete()
    _give_roles(staff, memberships, by=by)
    if not Membership.objects.filter(role="administrator", site__parent=None, staff__is_active=True).exists():
        raise Invalid(_("Somebody has to be administrator of the whole organisation."), field="role")
    events.record_for_organisation("staff.edited", by=by, now=now, staff=staff.pk)
    forget_directory()
    return staff


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


DENSITIES = ("compact", "plain", "roomy")


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


@transaction.atomic
def set_password(*, staff: Staff, password: str, by: Actor, now: datetime) -> Staff:
    """Give a colleague a new password; one's own needs no permission. Ends every session they had."""
    if by.staff_id != staff.pk:
        require_over(staff, by)
    give_password(staff, password)
    staff.save(update_fields=["password"])
    events.record_for_organisation("staff.password_set", by=by, now=now, staff=staff.pk)
    return staff


def give_password(staff: Staff, password: str) -> None:
    """Set a password on a colleague who is about to be saved; refuse one that is easy to guess."""
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
    staff.set_password(password)


def known_email(email: str) -> str:
    """Return an e-mail address without the blanks around it; refuse what is none."""
    email = email.strip()
    try:
        validate_email(email)
        MaxLengthValidator(254)(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None
    return email


def known_names(name: str, given_name: str) -> tuple[str, str]:
    """Return a colleague's name and the one customers read, without the blanks around them; refuse missing ones."""
    name, given_name = one_line(name), one_line(given_name)
    faults = Faults()
    for field, given, longest in (("name", name, 80), ("given_name", given_name, 40)):
        with faults:
            _require_called(given, longest, field=field)
    faults.refuse()
    return name, given_name


def _require_called(name: str, longest: int, *, field: str) -> None:
    if not name:
        raise Invalid(_("What are they called?"), field=field)
    if len(name) > longest:
        raise Invalid(gettext_noop("At most %(longest)d letters."), field=field, params={"longest": longest})


def require_over(staff: Staff, by: Actor) -> None:
    """Refuse an actor who does not administer every place where the colleague has a role."""
    require(by, "staff.edit")
    for membership in staff.memberships.all():
        _require_no_less(membership.role, membership.site_id, by)


def _require_no_less(role: str, site_id: int, by: Actor) -> None:
    """Nobody gives or takes a role that may do more than they may themselves: a program is no way around a limit."""
    require(by, "staff.edit", site_id)
    for permission in access.PERMISSIONS_OF.get(role, ()):
        require(by, permission, site_id)


def _give_roles(staff: Staff, memberships: Iterable[tuple[Site, str]], *, by: Actor) -> None:
    for site, role in memberships:
        if role not in access.ROLES:
            raise Invalid(_("There is no such role."), field="role")
        _require_no_less(role, site.pk, by)
        Membership.objects.create(staff=staff, site=site, role=role)


@transaction.atomic
def create_token(
    *,
    name: str,
    scopes: Collection[str],
    by: Actor,
    now: datetime,
    site: Site | None = None,
    expires_at: datetime | None = None,
    a_day: Money | None = None,
) -> tuple[Token, str]:
    """
    Make a token; return it with its secret, which is shown this once and kept nowhere.

    ``a_day`` is the most it may give in a day beyond what is owed; None: as far as its scopes.
    """
    _require_token(site, by)
    access.permissions_of_scopes(scopes)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        name=one_line(name)[:80] or "API",
        digest=_digest(secret),
        hint=secret[len(TOKEN_PREFIX) :][:6],
        scopes=sorted(scopes),
        site=site,
        created_by_id=by.staff_id,
        created_at=now,
        expires_at=expires_at,
        day_minor=a_day.minor if a_day else None,
        day_currency=a_day.currency if a_day else "",
    )
    events.record_for_organisation("token.created", by=by, now=now, token=token.pk, scopes=token.scopes)
    return token, secret


@transaction.atomic
def limit_token(*, token: Token, a_day: Money | None, by: Actor, now: datetime) -> None:
    """Say how much a program may give in a day beyond what is owed; None: as far as its scopes."""
    _require_token(token.site, by)
    day = {"day_minor": a_day.minor if a_day else None, "day_currency": a_day.currency if a_day else ""}
    if Token.objects.filter(pk=token.pk, revoked_at=None).exclude(**day).update(**day):
        events.record_for_organisation("token.limited", by=by, now=now, token=token.pk, **day)


@transaction.atomic
def revoke_token(*, token: Token, by: Actor, now: datetime) -> None:
    """Make a token worthless from now on."""
    _require_token(token.site, by)
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        transaction.on_commit(_remembered.clear)
        events.record_for_organisation("token.revoked", by=by, now=now, token=token.pk)


def _require_token(site: Site | None, by: Actor) -> None:
    """Refuse an actor who may not make tokens for a place; None stands for every place."""
    require(by, "token.create", site.pk if site else None)
    if site is None and by.places("token.create") is not None:
        raise Invalid(_("You administer some places only. Choose one of them."), field="site")


def token_of(secret: str, *, now: datetime) -> Token | None:
    """Return the live token that a secret opens, or None."""
    if not secret.startswith(TOKEN_PREFIX):
        return None
    return Token.objects.live(now).select_related("site").filter(digest=_digest(secret)).first()


REMEMBERED_SECONDS = 5.0
_remembered: dict[bytes, tuple[float, Actor, datetime | None]] = {}


def actor_with(secret: str, *, now: datetime) -> Actor | None:
    """
    Return who acts with a secret, or None for a worthless one.

    Software asks again and again, so a token is remembered for a while: one that another process revoked is refused
    within five seconds, one that this process revoked at once.
    """
    digest = _digest(secret)
    kept = _remembered.get(digest)
    if kept is not None and time.monotonic() - kept[0] <= REMEMBERED_SECONDS:
        return kept[1] if kept[2] is None or kept[2] > now else None
    token = token_of(secret, now=now)
    if token is None:
        return None
    if len(_remembered) > 1000:
        _remembered.clear()
    actor = actor_of_token(token)
    _remembered[digest] = (time.monotonic(), actor, token.expires_at)
    return actor


def _digest(secret: str) -> bytes:
    # The secret has 256 random bits, so one fast hash is enough: there is nothing to guess.
    return hashlib.sha256(secret.encode(errors="replace")).digest()
