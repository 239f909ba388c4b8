"""Write what the texts of our own teach about danger: ``python -m tests.engines.teach_danger``."""

from pathlib import Path

from amends.bench import flags
from amends.engines.triage.sensing import Sense
from amends.engines.triage.teaching import learn, save

FOLDER = Path(__file__).parent / "flagged"
TAUGHT = (
    "tuned", "set_aside", "blind", "blind_again", "taught", "widening", "spoken", "hard", "everyday", "plain",
    "hazards", "by_trade", "trades_blind", "beside",
)  # fmt: skip


def told(part: str) -> list[tuple[set[str], str]]:
    """Return the flags a person gave, and the text."""
    folder = FOLDER if (FOLDER / f"{part}.tsv").exists() else flags.FOLDER
    return flags.told(folder / f"{part}.tsv")


def taught() -> Sense:
    """Return what all but the texts kept back teach."""
    pairs = [pair for part in (*TAUGHT, "open") for pair in told(part)]
    return learn([text for _, text in pairs], [flags for flags, _ in pairs])


if __name__ == "__main__":
    save(taught())
