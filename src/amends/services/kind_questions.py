"""Ask a language model which kind of failure a text tells of, as its contest has it."""

from __future__ import annotations

from amends.gateways.language_model import answer_of
from amends.models import Contest, LanguageModel
from amends.rules.language_models import MOST_OF_EXAMPLE, Choice, chosen, question
from amends.services.masking import masked_first_words
from amends.services.suggesting import kinds_to_choose


def kind_answered(contest: Contest, model: LanguageModel, text: str) -> int | None:
    """Return the failure type the model chooses for a masked text, None for none of them; raises NoAnswer."""
    choices = _choices(contest)
    told = [choice for _kind, choice in choices.values()]
    code = chosen(answer_of(model.endpoint, question(told, text)), choices)
    return choices[code][0] if code else None


def _choices(contest: Contest) -> dict[str, tuple[int, Choice]]:
    """Return by its code each kind there is to choose, as the model is told of it; examples read and masked anew."""
    words = masked_first_words([case for cases in contest.examples.values() for case in cases])
    found = {}
    for kind in kinds_to_choose():
        shown = [words[case][:MOST_OF_EXAMPLE] for case in contest.examples.get(str(kind.pk), ()) if case in words]
        code = f"T{kind.pk}"
        found[code] = (kind.pk, Choice(code, (kind.name_zh, kind.name_en), tuple(shown)))
    return found
