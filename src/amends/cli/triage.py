"""`amends triage`: learns to sort texts from texts that people sorted, sorts new ones, and says how well it does."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from amends.cli.learning import learn_now
from amends.cli.words import _, give_up, print_json, say
from amends.rules.languages import language_of

if TYPE_CHECKING:  # numpy and scipy take longer to load than the help
    from amends.engines.triage.model import Model
    from amends.engines.triage.tables import Table

app = typer.Typer(add_completion=False, no_args_is_help=True, help=_("Sort texts by what they are about."))

Text = Annotated[list[str], typer.Option(help=_("The column with the text; give it twice to read two as one."))]
Label = Annotated[str, typer.Option(help=_("The column with what people said it is."))]
ModelFolder = Annotated[Path, typer.Option("--model", help=_("The folder of the model."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print the result as JSON."))]


@app.command(help=_("Learn from texts that people sorted, and write a model."))
def train(
    *,
    file: Annotated[Path, typer.Option("--input", help=_("The texts, .csv or .csv.gz."))],
    text: Text,
    label: Label,
    out: Annotated[Path, typer.Option(help=_("The folder to write the model to."))],
    precision: Annotated[
        float, typer.Option(help=_("Share of the answers that must be right; what is less sure is left to a person."))
    ] = 0.95,
    vectors: Annotated[
        bool, typer.Option("--vectors", help=_("Look at English sentences by meaning as well (amends[embeddings])."))
    ] = False,
    json: Json = False,
) -> None:
    """Read, learn, write and say what to expect of it."""
    from amends.engines.triage.files import save  # noqa: PLC0415 - numpy, see above
    from amends.engines.triage.sentences import VectorsMissing  # noqa: PLC0415 - numpy, see above
    from amends.engines.triage.training import CannotTrain  # noqa: PLC0415 - numpy, see above
    from amends.engines.triage.training import train as learn  # noqa: PLC0415 - numpy, see above

    if not 0.5 <= precision < 1:
        give_up(_("--precision lies between 0.5 and 1"), code=2)
    table = _table(file, text, label)
    sorted_rows = table.labelled()
    if left_out := len(table.texts) - len(sorted_rows.texts):
        say(_("%(rows)s rows without text or label are left out") % {"rows": left_out})
    try:
        model = learn(sorted_rows.texts, sorted_rows.labels, precision=precision, with_vectors=vectors)
        save(model, out)
    except VectorsMissing as reason:
        give_up(str(reason), code=2)
    except CannotTrain as reason:
        give_up(_("there is too little to learn from: %s") % reason, code=2)
    except OSError as error:
        give_up(_("cannot write %(file)s: %(why)s") % {"file": out, "why": error})
    _tell({"model": str(out), "labels": len(model.labels), **_figures(asdict(model.quality))}, json=json)


@app.command(help=_("Sort texts: one line a row, in their order."))
def predict(
    *,
    model: ModelFolder,
    file: Annotated[Path, typer.Option("--input", help=_("The texts, .csv or .csv.gz."))],
    text: Text,
    json: Json = False,
) -> None:
    """Print label, confidence, whether a person has to say, and the words that decided."""
    known = _model(model)
    for row in known.judge(_table(file, text).texts):
        if json:
            print(json_module.dumps(asdict(row), ensure_ascii=False))
        else:
            asked = _("ask a person") if row.abstain else ""
            print(f"{row.confidence:.2f}  {row.label}  {asked}  {', '.join(row.why)}".rstrip())


@app.command(help=_("Say how well a model sorts texts that people sorted."))
def evaluate(
    *,
    model: ModelFolder,
    file: Annotated[Path, typer.Option("--input", help=_("The texts, .csv or .csv.gz."))],
    text: Text,
    label: Label,
    json: Json = False,
) -> None:
    """Print accuracy, macro-F1, calibration error and the share that can be answered at 95 % precision."""
    from amends.engines.triage.measuring import quality_of_labels  # noqa: PLC0415 - numpy, see above

    known = _model(model)
    rows = _table(file, text, label).labelled()
    judged = list(known.judge(rows.texts))
    found = quality_of_labels(rows.labels, [row.label for row in judged], [row.confidence for row in judged])
    answered = [row.label == label for row, label in zip(judged, rows.labels, strict=True) if not row.abstain]
    figures = {
        **_figures(asdict(found)),
        "answered": round(len(answered) / max(len(judged), 1), 4),
        "right_of_answered": round(sum(answered) / len(answered), 4) if answered else None,
    }
    _tell(figures, json=json)


@app.command(help=_("Raise flags by rules, without training: safety, food, minor, legal, media and others."))
def flags(
    *,
    file: Annotated[Path, typer.Option("--input", help=_("The texts, .csv or .csv.gz."))],
    text: Text,
    json: Json = False,
) -> None:
    """Print the flags of each row with the words that raised them, in the order of the rows."""
    from amends.engines.triage.flags import flags_of  # noqa: PLC0415 - thousands of words, only needed here

    for told in _table(file, text).texts:
        found = {flag.key: flag.why for flag in flags_of(told)}
        if json:
            print(json_module.dumps({"flags": found}, ensure_ascii=False))
        else:
            print("; ".join(f"{key}: {', '.join(why)}" for key, why in found.items()) or "-")


@app.command(help=_("Read what texts state: amounts, days, numbers, people, wishes, mood, language and flags."))
def read(
    *,
    file: Annotated[Path, typer.Option("--input", help=_("The texts, .csv or .csv.gz."))],
    text: Text,
    on: Annotated[str, typer.Option(help=_("The day they were told, like 2026-11-22; empty: today."))] = "",
    json: Json = False,
) -> None:
    """Print what each row states with its words, where they stand and how sure that is, in the order of the rows."""
    from amends.engines.triage.facts import facts_of  # noqa: PLC0415 - only needed here
    from amends.engines.triage.flags import flags_of  # noqa: PLC0415 - as above

    told_on = _day(on)
    for told in _table(file, text).texts:
        facts = [asdict(fact) | {"words": told[fact.start : fact.end]} for fact in facts_of(told, told_on)]
        if json:
            flags = {flag.key: flag.why for flag in flags_of(told)}
            print(
                json_module.dumps({"facts": facts, "flags": flags, "language": language_of(told)}, ensure_ascii=False)
            )
        else:
            print("; ".join(f"{fact['kind']} {fact['value']} “{fact['words']}”" for fact in facts) or "-")


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told) if told else datetime.now(UTC).astimezone().date()
    except ValueError:
        give_up(_("--on is a day like 2026-11-22"), code=2)


@app.command(help=_("Learn failure types from the cases of this house, as the worker does every night."))
def learn(*, json: Json = False) -> None:
    """Learn, judge, and use what is no worse."""
    learn_now(as_json=json)


def _table(file: Path, text: list[str], label: str = "") -> Table:
    from amends.engines.triage.tables import CannotReadTable, read  # noqa: PLC0415 - numpy, see above

    try:
        return read(file, text, label)
    except CannotReadTable as reason:
        give_up(_("cannot read %(file)s: %(why)s") % {"file": file, "why": reason}, code=2)


def _model(folder: Path) -> Model:
    from amends.engines.triage.files import CannotRead, load  # noqa: PLC0415 - numpy, see above
    from amends.engines.triage.sentences import VectorsMissing  # noqa: PLC0415 - numpy, see above

    try:
        return load(folder)
    except VectorsMissing as reason:
        give_up(_("cannot use the model in %(folder)s: %(why)s") % {"folder": folder, "why": reason}, code=2)
    except CannotRead as reason:
        give_up(_("there is no model in %(folder)s: %(why)s") % {"folder": folder, "why": reason}, code=2)


def _figures(quality: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in quality.items()}


def _tell(figures: dict[str, Any], *, json: bool) -> None:
    if json:
        print_json(figures)
        return
    for name, value in figures.items():
        print(f"{name:<20} {'-' if value is None else value}")
