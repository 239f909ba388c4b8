"""Write what the house promises for which cases; every change is a new version, and any version can come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from amends.models import FailureType, ListeningPost, Organisation, PolicyVersion, Site
from amends.rules.actors import Actor
from amends.rules.allowances import allow
from amends.rules.judging import require_relationship, require_severity
from amends.rules.policies import Conditions
from amends.rules.promise_kinds import KINDS
from amends.rules.refusals import Conflict, Invalid
from amends.services import events
from amends.services.directory import directory, forget_directory
from amends.services.staff import require

SOONEST_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Wording:
    """What a policy says: which kind of promise, how long by which clock, for which cases, by whose opening hours."""

    kind: str
    allow: str
    basis: str
    conditions: Conditions
    calendar_of: int | None = None


@transaction.atomic
def set_policy(*, policy: int | None, wording: Wording, by: Actor, now: datetime) -> PolicyVersion:
    """Write a policy (None: a new one) as a version; promises made before keep theirs."""
    _require(by, wording.conditions.site)
    _hold()
    check_wording(wording, policy=policy, by=by)
    return _write(policy, wording, is_off=False, by=by, now=now)


@transaction.atomic
def retire_policy(*, policy: int, by: Actor, now: datetime) -> PolicyVersion:
    """Take a policy out of use; what it promised stays promised."""
    _hold()
    newest = _newest(policy)
    _require(by, newest.conditions.get("site"))
    if newest.is_off:
        raise Conflict(_("This policy is out of use already."))
    return _write(policy, wording_of(newest), is_off=True, by=by, now=now)


@transaction.atomic
def restore_policy(*, policy: int, version: int, by: Actor, now: datetime) -> PolicyVersion:
    """Let an earlier version hold again, as a new one."""
    _hold()
    earlier = PolicyVersion.objects.filter(policy=policy, pk=version).first()
    if earlier is None:
        raise Invalid(_("There is no such version."), field="version")
    _require(by, _newest(policy).conditions.get("site"))
    _require(by, earlier.conditions.get("site"))
    wording = wording_of(earlier)
    if not earlier.is_off:
        _check(wording)
        _refuse_twice(wording, policy)
    return _write(policy, wording, is_off=earlier.is_off, by=by, now=now)


def wording_of(version: PolicyVersion) -> Wording:
    """Return what a version says."""
    conditions = Conditions(**version.conditions)
    return Wording(version.kind, version.allow, version.basis, conditions, version.calendar_of_id)


def check_wording(wording: Wording, *, policy: int | None, by: Actor) -> Wording:
    """Return the wording if it can be written, or refuse it; writes nothing."""
    _require(by, wording.conditions.site)
    if policy is not None:
        newest = _newest(policy)
        _require(by, newest.conditions.get("site"))
        if newest.kind != wording.kind:
            raise Invalid(_("A policy stays with its kind of promise. Add another for this one."), field="kind")
    _check(wording)
    _refuse_twice(wording, policy)
    return wording


def _require(by: Actor, site: int | None) -> None:
    """A policy for every place is a matter of the root; one for a place, of those who answer for it."""
    require(by, "policy.edit", site or directory().root_id)


def _hold() -> None:
    # The organisation's row is the lock: policies are few and seldom written.
    Organisation.objects.select_for_update().first()


def _newest(policy: int) -> PolicyVersion:
    newest = PolicyVersion.objects.newest().filter(policy=policy).first()
    if newest is None:
        raise Invalid(_("There is no such policy."), field="policy")
    return newest


def _check(wording: Wording) -> None:
    kind, asked = KINDS.get(wording.kind), wording.conditions
    if kind is None or not kind.settable:
        raise Invalid(_("Which promise is it about?"), field="kind")
    allowance = allow(wording.allow, wording.basis)
    if allowance.length is not None and allowance.length.total_seconds() < SOONEST_MINUTES * 60:
        raise Invalid(_("Nobody keeps a promise of less than five minutes."), field="allow")
    require_severity(asked.severity)
    require_relationship(asked.relationship or "")
    if asked.failure_type and not FailureType.objects.filter(pk=asked.failure_type).exists():
        raise Invalid(_("There is no such failure type."), field="failure_type")
    if asked.post and not ListeningPost.objects.filter(pk=asked.post).exists():
        raise Invalid(_("There is no listening post of this name."), field="post")
    for field, site in (("site", asked.site), ("calendar_of", wording.calendar_of)):
        if site and not Site.objects.in_use().filter(pk=site).exists():
            raise Invalid(_("There is no place of this name or number."), field=field)


def _refuse_twice(wording: Wording, policy: int | None) -> None:
    asked = wording.conditions.asked()
    others = PolicyVersion.objects.in_force().filter(kind=wording.kind)
    if any(other.conditions == asked and other.policy != policy for other in others):
        raise Conflict(_("There is a policy for exactly these cases already. Change that one."), field="kind")


def _write(policy: int | None, wording: Wording, *, is_off: bool, by: Actor, now: datetime) -> PolicyVersion:
    if policy is None:
        policy = (PolicyVersion.objects.aggregate(last=Max("policy"))["last"] or 0) + 1
    last = PolicyVersion.objects.filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        policy=policy, number=last + 1, kind=wording.kind, allow=wording.allow.strip(), basis=wording.basis,
        conditions=wording.conditions.asked(), calendar_of_id=wording.calendar_of, is_off=is_off,
        made_at=now, made_by_id=by.staff_id,
    )  # fmt: skip
    events.record_for_organisation("policy.edited", by=by, now=now, policy=policy, version=version.pk, off=is_off)
    forget_directory()
    return version
