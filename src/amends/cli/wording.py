"""`amends wording`: advice on the words of a reply, for people and for programs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from amends.cli.words import _, print_json
from amends.rules.refusals import Invalid, gettext_noop
from amends.rules.wording.advice import advise
from amends.rules.wording.apology import check_apology
from amends.rules.wording.explanation import check_explanation
from amends.rules.wording.findings import PARTS, Report
from amends.rules.wording.known import Fact, Known
from amends.rules.wording.plain import check_plain
from amends.rules.wording.restatement import check_restatement

CHECKS: dict[str, Callable[[str, Known], Report]] = {
    "apology": check_apology,
    "explanation": check_explanation,
    "restatement": check_restatement,
    "plain": lambda text, _known: check_plain(text),
}
app = typer.Typer(add_completion=False)


@app.command(help=_("Advise on the words of a reply in a file; - reads it from standard input."))
def wording(
    file: Annotated[str, typer.Argument(help=_("A file with the reply, or -."))],
    *,
    check: Annotated[
        str, typer.Option(help=_("apology, explanation, restatement or plain; default: those the words call for"))
    ] = "",
    heard: Annotated[str, typer.Option(help=_("What the customer said."))] = "",
    wanted: Annotated[str, typer.Option(help=_("What the customer wants."))] = "",
    fact: Annotated[list[str] | None, typer.Option(help=_("Something on record; may be repeated."))] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))] = False,
) -> None:
    """Read, check, print. Advice is no fault: the exit code is 0 whatever is found."""
    text = _read(file)
    facts = tuple(Fact(one, one) for one in [*(fact or []), *([heard] if heard else [])])
    known = Known((heard,) if heard else (), wanted, facts)
    reports = advise(text, known) if not check else (_checked(check, text, known),)
    if json:
        print_json([_described(report, text) for report in reports])
        return
    for report in reports:
        _print(report, text)


def _checked(check: str, text: str, known: Known) -> Report:
    if check not in CHECKS:
        words = gettext_noop("There is no check “%(check)s”: take apology, explanation, restatement or plain.")
        raise Invalid(words, field="check", params={"check": check})
    return CHECKS[check](text, known)


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise Invalid(gettext_noop("The file cannot be read."), field="file") from None


def _described(report: Report, text: str) -> dict[str, Any]:
    return {
        "check": report.check,
        "asked": report.asked,
        "done": report.done,
        "findings": [
            {
                "what": one.what,
                "why": _(one.why),
                "start": one.span.start if one.span else None,
                "end": one.span.end if one.span else None,
                "words": text[one.span.start : one.span.end] if one.span else None,
                "better": one.better,
                "like": one.like or None,
            }
            for one in report.findings
        ],
        "ties": [{"words": text[start:end], "fact": fact} for (start, end), fact in report.ties],
    }


def _print(report: Report, text: str) -> None:
    score = f" {len(report.done)}/{len(report.asked)}" if report.asked else ""
    print(f"{report.check}{score}  {', '.join(_(PARTS[part]) for part in report.done)}".rstrip())
    for one in report.findings:
        if one.span is None:
            print("  " + _("Not seen yet: %(parts)s") % {"parts": _(one.why)})
            continue
        better = f" → {one.better}" if one.better else ""
        print(f"  “{text[one.span.start : one.span.end]}” {_(one.why)}{better}")
