"""`amends remedy`: what to offer for a failure, and who may give it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli import installation
from amends.cli.demand import proof
from amends.cli.facts import answer_each
from amends.cli.own_curves import own_curves
from amends.cli.words import _, language, print_json, say
from amends.rules.refusals import gettext_noop
from amends.rules.remedies.assessing import FACTS, Answer, answer
from amends.rules.remedies.catalogue import Remedy, remedies
from amends.rules.remedies.goodwill import HUNDREDTHS, won_back
from amends.rules.remedies.losses import Loss

if TYPE_CHECKING:  # numpy takes longer to load than everything else
    from amends.engines.goodwill import Curve

app = typer.Typer(add_completion=False, no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))]
DECIDED = {
    "nothing": gettext_noop("nothing is owed, and a sum would win back less than it costs"),
    "law": gettext_noop("the law gives this much at least"),
    "promise": gettext_noop("we promised this much at least"),
    "loss": gettext_noop("this is what the failure cost the customer"),
    "goodwill": gettext_noop("this much goodwill wins back most"),
    "soft_cap": gettext_noop("held at 1.2 times the price: more wins nothing back"),
    "hard_cap": gettext_noop("held at 1.5 times the price: more needs an exception"),
}
CAUTIONS = {
    "over_compensation": gettext_noop("More than 1.2 times the price: tell the customer what it is for."),
    "loss_above_cap": gettext_noop("The loss is higher than what may be offered: ask for an exception."),
}


app.command(name="proof", help=_("Say whether to ask for proof or take their word: one JSON object, or one a line."))(
    proof
)


@app.callback(help=_("Say what to offer for a failure, and who may give it."))
def remedy() -> None:
    """Hold the commands about remedies together."""


@app.command(name="size", help=_("Size an offer: one JSON object of facts, or one a line; - reads standard input."))
def size(facts: Annotated[str, typer.Argument(help=_("A file of facts, or -."))], *, json: Json = False) -> None:
    """Answer every set of facts in turn; a faulty one is answered in its place and makes the exit code 2."""
    own = own_curves()
    source = own.as_json() if own else {"source": "shipped"}

    def told(found: Answer) -> dict[str, Any]:
        return _as_json(found) | {"curves": source}

    def show(found: Answer) -> None:
        _print(found)
        by_own = _("goodwill: by %(outcomes)d outcomes of our own, since %(since)s")
        print("* " + (by_own % source if own else _("goodwill: by the shipped curves")))

    work_out = partial(answer, curves=own.curves) if own else answer
    answer_each(facts, work_out, as_json=told if json else None, show=show)


@app.command(name="list", help=_("List the remedies there are."))
def list_remedies(*, json: Json = False) -> None:
    """List remedies."""
    if json:
        print_json([_described(one) for one in remedies().values()])
        return
    for one in remedies().values():
        name = one.zh if language() == "zh-hans" else one.en
        print(f"{one.key:<20}  {name}")


@app.command(name="facts", help=_("Show the facts an offer is sized by."))
def show_facts(*, json: Json = False) -> None:
    """Show facts."""
    known = [
        {"name": one.name, "type": one.kind, "options": list(one.options), "en": one.en, "zh": one.zh} for one in FACTS
    ]
    if json:
        print_json(known)
        return
    for one in FACTS:
        kind = " | ".join(one.options) or one.kind
        print(f"{one.name}  ({kind})\n    {one.zh if language() == 'zh-hans' else one.en}")


@app.command(
    name="audit",
    help=_("Audit what was offered in the last year: groups of customers beside others, in like failures."),
)
def audit(*, json: Json = False) -> None:
    """Audit fairness."""
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.fairness import audit_fairness  # noqa: PLC0415

    found = audit_fairness(by=SYSTEM, now=timezone.now())
    if json:
        told = [asdict(one) | {"ratio": one.ratio and float(one.ratio)} for one in found.findings]
        far = [asdict(one) for one in found.outliers]
        print_json({"since": found.since.isoformat(), "cases": found.count, "findings": told, "outliers": far})
        return
    say(_("Offers of %(count)d cases since %(day)s.") % {"count": found.count, "day": found.since.date()})
    for one in found.findings:
        if gap := one.gap:
            span = f"{gap.relative:+.1%} [{gap.low:+.1%}, {gap.high:+.1%}]"
            print(f"{one.verdict:<8}  {one.outcome:<10}  {one.dimension}={one.group}  n={gap.count}  {span}")
    for far_one in found.outliers:
        print(f"outlier   case {far_one.case_id}  {far_one.share:.2f}  ({far_one.usual:.2f})")


@app.command(
    name="curves",
    help=_("Show what a sum wins back: as shipped, and as the outcomes of our own offers say."),
)
def curves(*, json: Json = False) -> None:
    """Show the shipped curves beside those of our own outcomes."""
    installation.start_django()
    # These need Django to be there.
    from django.utils import timezone  # noqa: PLC0415

    from amends.rules.actors import SYSTEM  # noqa: PLC0415
    from amends.services.goodwill import curves_in_force, estimate_curves  # noqa: PLC0415

    found = estimate_curves(by=SYSTEM, now=timezone.now())
    kinds = (("accepted", found.accepted, True), ("rejected", found.rejected, False))
    in_force = "own" if curves_in_force() else "shipped"
    if json:
        told = {name: {"outcomes": one.outcomes, "points": _points(one, accepts=kept)} for name, one, kept in kinds}
        print_json({"in_force": in_force, **told})
        return
    for name, one, kept in kinds:
        print(f"{name}  n={one.outcomes}")
        for at in _points(one, accepts=kept):
            print(
                f"  {at['share']:.2f}  {at['shipped']:.2f}  {at['estimated']:.2f} [{at['low']:.2f}, {at['high']:.2f}]"
            )
    say(_("In force: %s") % in_force)


def _points(curve: Curve, *, accepts: bool) -> list[dict[str, float]]:
    return [
        {
            "share": step / 100,
            "shipped": round(won_back(step / 100, accepts=accepts), 4),
            "estimated": curve.won[step],
            "low": curve.low[step],
            "high": curve.high[step],
        }
        for step in range(0, HUNDREDTHS + 1, 10)
    ]


def _described(one: Remedy) -> dict[str, Any]:
    return asdict(one) | {
        "suits": sorted(one.suits),
        "price_share": [float(share) for share in one.price_share] if one.price_share else None,
        "cost_share": float(one.cost_share),
    }


def _as_json(found: Answer) -> dict[str, Any]:
    proposal, verdict = found.proposal, found.verdict
    return {
        "currency": found.currency,
        "floor_minor": proposal.floor.minor,
        "loss_minor": proposal.loss.minor,
        "losses": [_loss(line) for line in found.lines],
        "goodwill_minor": proposal.goodwill.minor,
        "total_minor": proposal.total.minor,
        "decided_by": proposal.step,
        "cautions": list(proposal.cautions),
        "options": [
            {"parts": [{"remedy": key, "amount_minor": amount.minor} for key, amount in option.parts]}
            | {"costs_minor": option.costs.minor}
            for option in found.options
        ],
        "verdict": {"may_give": verdict.may_give, "why": verdict.why, "goes_to": verdict.goes_to or None},
    }


def _loss(line: Loss) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": line.kind, "amount_minor": line.amount.minor}
    return told | ({"source": line.source, "verified": line.is_verified} if line.source else {})


def _print(found: Answer) -> None:
    proposal = found.proposal
    for name, amount in ((_("floor"), proposal.floor), (_("loss"), proposal.loss), (_("goodwill"), proposal.goodwill)):
        print(f"  {name}  {amount.minor} {amount.currency}")
    print(f"= {proposal.total.minor} {found.currency}  {_(DECIDED[proposal.step])}")
    for source in {line.source: None for line in found.lines if line.source}:
        print("* " + _("distress: %(source)s") % {"source": source})
    for caution in proposal.cautions:
        print(f"! {_(CAUTIONS[caution])}")
    for option in found.options:
        named = [f"{_name(key)} {amount.minor}" for key, amount in option.parts]
        print("- " + " + ".join(named) + "  " + _("costs us %d") % option.costs.minor)
    if not found.verdict.may_give:
        print("→ " + _("goes to: %s") % found.verdict.goes_to)


def _name(key: str) -> str:
    one = remedies()[key]
    return one.zh if language() == "zh-hans" else one.en
