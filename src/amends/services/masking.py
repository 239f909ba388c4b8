"""What may leave the house of a case's words: masked, and nothing of those that few may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from amends.engines.triage.masking import masked
from amends.models import Case, Identity, Intake, Restriction
from amends.rules.reading import MOST_CHARACTERS


def masked_first_words(case_ids: Collection[int]) -> Mapping[int, str]:
    """Return of each case what was said first, masked; those that are restricted or erased are left out."""
    heard = Intake.objects.filter(case__in=case_ids).order_by("-pk").values_list("case", "text")
    return _masked({case: text for case, text in heard if text.strip()})


def masked_words(case_id: int) -> str | None:
    """Return all that was said in a case, masked; None where it may not leave."""
    said = Intake.objects.filter(case=case_id).order_by("pk").values_list("text", flat=True)
    return _masked({case_id: "\n".join(said)}).get(case_id)


def _masked(said: Mapping[int, str]) -> dict[int, str]:
    cases = Case.objects.filter(pk__in=said).exclude(pk__in=Restriction.objects.live().values("case"))
    about = {pk: [*names, customer] for pk, customer, *names in cases.values_list(*_KNOWN)}
    ways: dict[int | None, list[str]] = {}
    for customer, value in Identity.objects.filter(customer__in={one[-1] for one in about.values()}).values_list(
        "customer", "value"
    ):
        ways.setdefault(customer, []).append(value)
    return {
        pk: masked(said[pk][:MOST_CHARACTERS], [name for name in (*names, *ways.get(customer, ())) if name])
        for pk, (*names, customer) in about.items()
    }


_KNOWN = ("pk", "customer", "customer__name", "owner__name", "owner__given_name")
