"""Find cases again: by words in any language, by the reference somebody reads out, by a telephone number or address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Q

from amends.database import search
from amends.models import Case, Customer, Identity, Restriction
from amends.rules import words
from amends.rules.actors import Actor
from amends.rules.identities import normalise
from amends.rules.references import number_of
from amends.rules.refusals import Invalid

# So many of the newest matches are put in order. A word that occurs more often is too common to search by.
MOST_MATCHES = 2000
IDENTITY_KINDS = ("email", "phone", "member")
# Table of words, and the table whose rows they are in.
STREAMS = ((search.INTAKES, "amends_intake"), (search.MESSAGES, "amends_message"))


@dataclass(frozen=True, slots=True)
class Among:
    """Which cases a search looks among; without anything said, all that the one who asks may see."""

    owner_id: int | None = None
    site_ids: frozenset[int] | None = None
    is_open: bool | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """
    What a search found.

    case_ids     the case whose reference was given, if it was one; then the others, the newest first
    has_more     whether there are more; the next page is asked for with ``before`` the last id
    case_id      the case whose reference was given: the one to jump to
    customer_id  the customer whose telephone number, address or member number was given
    """

    case_ids: tuple[int, ...] = ()
    has_more: bool = False
    case_id: int | None = None
    customer_id: int | None = None


EVERYWHERE = Among()


def find_cases(*, text: str, by: Actor, limit: int = 50, before: int | None = None, among: Among = EVERYWHERE) -> Found:
    """
    Return the cases in whose words, spoken or written, all words of ``text`` stand, and those of the customer it names.

    ``before`` is the last case id of the page before. Only what ``by`` may see is found.
    """
    among = _within_reach(among, by)
    tokens = words.query_tokens(text)
    if not tokens:
        return Found()
    case_id, customer_id = _case_of(text, by), _customer_of(text, by)
    kept_from = _kept_from(by)
    others = [n for n in _matches(tokens, customer_id, before, among, kept_from, limit + 2) if n != case_id]
    first = [case_id] if case_id is not None and before is None else []
    ids = [*first, *others]
    return Found(tuple(ids[:limit]), len(ids) > limit, case_id, customer_id)


def _within_reach(among: Among, by: Actor) -> Among:
    places = by.places("case.read")
    if places is None:
        return among
    return replace(among, site_ids=places if among.site_ids is None else places & among.site_ids)


def _case_of(text: str, by: Actor) -> int | None:
    number = number_of(text)
    if number is None:
        return None
    return Case.objects.visible_to(by).filter(pk=number).values_list("pk", flat=True).first()


def _customer_of(text: str, by: Actor) -> int | None:
    wanted = Q()
    for kind in IDENTITY_KINDS:
        try:
            wanted |= Q(kind=kind, value=normalise(kind, text))
        except Invalid:
            continue  # it is no such thing
    if not wanted or not by.may("customer.read"):
        return None
    visible = Customer.objects.visible_to(by).filter(identities__in=Identity.objects.filter(wanted))
    return visible.values_list("pk", flat=True).first()


def _kept_from(by: Actor) -> tuple[str, list[Any]]:
    """Return the SELECT of the cases restricted to others, and its values; "" when nothing is kept from this actor."""
    if by.places("case.read_restricted") is None:
        return "", []
    sql, values = Restriction.objects.against(by).values("case").query.sql_with_params()
    return sql, list(values)


def _matches(
    tokens: list[str],
    customer_id: int | None,
    before: int | None,
    among: Among,
    kept_from: tuple[str, list[Any]],
    most: int,
) -> list[int]:
    conditions, values = _conditions(among, before)
    hidden, hidden_values = f" AND {{}} NOT IN ({kept_from[0]})" if kept_from[0] else "", kept_from[1]
    parts, parameters = [], []
    for index, table in STREAMS:
        parts.append(_newest(index, table, conditions, hidden))
        parameters += [search.match(tokens), *values, *hidden_values]
    if customer_id is not None:
        of_customer = f"{conditions}{hidden.format('c.id')}"
        parts.append(f"SELECT c.id FROM amends_case c WHERE c.customer_id = %s{of_customer}")  # noqa: S608 - our own words
        parameters += [customer_id, *values, *hidden_values]
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION '.join(parts)} ORDER BY id DESC LIMIT {int(most)}", parameters)
        return [row[0] for row in cursor.fetchall()]


def _newest(index: str, table: str, conditions: str, hidden: str) -> str:
    """Return the SELECT of the cases of the newest matches; without conditions only those are looked up at all."""
    matches = f"FROM {index} WHERE {search.condition(index)} ORDER BY {index}.rowid DESC LIMIT {MOST_MATCHES}"
    if not conditions:
        return (
            f"SELECT said.case_id AS id FROM (SELECT {index}.rowid AS number {matches}) AS {table}_found"  # noqa: S608
            f" JOIN {table} said ON said.id = {table}_found.number"
            f" WHERE said.case_id IS NOT NULL{hidden.format('said.case_id')}"
        )
    joins = f"JOIN {table} said ON said.id = {index}.rowid JOIN amends_case c ON c.id = said.case_id"
    conditions += hidden.format("c.id")
    return (
        f"SELECT * FROM (SELECT c.id FROM {index} {joins} WHERE {search.condition(index)}{conditions}"  # noqa: S608
        f" ORDER BY {index}.rowid DESC LIMIT {MOST_MATCHES}) AS {table}_found"
    )


def _conditions(among: Among, before: int | None) -> tuple[str, list[Any]]:
    """Return further SQL conditions on the case ``c``, and their values."""
    sql, values = "", []
    for condition, value in (("c.id < %s", before), ("c.owner_id = %s", among.owner_id), ("c.state = %s", among.state)):
        if value:
            sql += f" AND {condition}"
            values.append(value)
    if among.is_open is not None:
        sql += f" AND c.closed_at IS {'' if among.is_open else 'NOT '}NULL"
    if among.site_ids is not None:
        sql += f" AND c.site_id IN ({', '.join(str(int(number)) for number in sorted(among.site_ids)) or '0'})"
    return sql, values
