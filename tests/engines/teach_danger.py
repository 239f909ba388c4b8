"""Write what the texts of our own teach about danger: ``python -m tests.engines.teach_danger``."""

from pathlib import Path

from amends.engines.triage.sensing import Sense, learn, save

FOLDER = Path(__file__).parent / "flagged"
TAUGHT = ("tuned", "set_aside", "blind", "blind_again", "taught", "widening")


def told(part: str) -> list[tuple[set[str], str]]:
    """Return the flags a person gave, and the text."""
    lines = (FOLDER / f"{part}.tsv").read_text("utf-8").splitlines()
    return [({*flags.split()} - {"-"}, text) for flags, text in (line.split("\t") for line in lines)]


def taught() -> Sense:
    """Return what all but the frozen texts teach."""
    pairs = [pair for part in TAUGHT for pair in told(part)]
    return learn([text for _, text in pairs], [flags for flags, _ in pairs])


if __name__ == "__main__":
    save(taught())
