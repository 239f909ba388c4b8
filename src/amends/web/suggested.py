"""Which kind of failure a case may be, as a colleague reads it before saying."""

from __future__ import annotations

from typing import NamedTuple

from amends.models import Case, Suggestion
from amends.web.colleagues import kind_names_in_use

Kind = tuple[int, str]


class SuggestedKind(NamedTuple):
    """What is suggested, how sure that is, because of which words or by whom; none where Amends is not sure."""

    kind: Kind | None
    percent: int
    words: tuple[str, ...]
    others: tuple[Kind, ...]  # the next likeliest
    model: str = ""  # the language model outside the house that suggests it; empty: Amends itself


def suggested_kind(case: Case) -> SuggestedKind | None:
    """Return what an open case may be, while nobody has said."""
    found: Suggestion | None = getattr(case, "suggestion", None)
    if found is None or case.failure_type_id is not None or case.closed_at is not None:
        return None
    names = kind_names_in_use()  # a kind may have gone out of use since
    sure = found.failure_type_id
    others = tuple((pk, names[pk]) for pk, _chance in found.others if pk in names)
    return SuggestedKind(
        kind=(sure, names[sure]) if sure in names else None,
        percent=round(100 * found.confidence),
        words=tuple(found.why),
        others=others,
        model=found.by_model,
    )
