"""Recognise the guest who stands there by what was scanned or typed."""

from __future__ import annotations

from amends.models import Customer, Identity
from amends.rules.actors import Actor
from amends.rules.quick import kind_of, possible_identities


def known_identity(who: str, *, by: Actor) -> Identity | None:
    """Return the identity this code is, the strongest first, if its customer is one the colleague may see."""
    wanted = possible_identities(who)
    for kind, value in wanted:
        identity = Identity.objects.select_related("customer").filter(kind=kind, value=value).first()
        if identity and Customer.objects.visible_to(by).filter(pk=identity.customer_id).exists():
            return identity
    return None


def introduced(who: str, *, by: Actor) -> dict[str, object]:
    """
    Return what a code says about a guest, as the fields of a ``Heard``: identities, a name or a place.

    What nobody knows yet may become an identity only where it can be no second person's: an address or a number.
    """
    if identity := known_identity(who, by=by):
        customer = identity.customer
        return {
            "identities": ((identity.kind, identity.value),),
            "name": customer.name,
            "language": customer.language,  # we write to them in theirs, whatever the colleague wrote it down in
        }
    kind = kind_of(who)
    if kind in {"email", "phone"}:
        value = next(value for of, value in possible_identities(who) if of == kind)
        return {"identities": ((kind, value),)}
    return {kind: who} if kind else {}
