"""
The words of the terminal, in the language of the terminal.

Read straight from our catalogue with the standard library, since most commands speak before Django is there and some
never need it.
"""

import gettext
import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

LOCALES = Path(__file__).resolve().parents[1] / "locale"


def language() -> str:
    """Return the language of the terminal: "zh-hans" or "en"."""
    for name in ("AMENDS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if told := os.environ.get(name):
            return "zh-hans" if told.lower().startswith("zh") else "en"
    return "en"


def catalogue() -> gettext.NullTranslations:
    """Return our translations into the language of the terminal."""
    languages = ["zh_Hans"] if language() == "zh-hans" else []
    return gettext.translation("django", LOCALES, languages, fallback=True)


_ = catalogue().gettext


def say(words: str) -> None:
    """Print a line for the person at the terminal; results for programs go to standard output instead."""
    print(words, file=sys.stderr, flush=True)


def in_red(words: str) -> str:
    """Return the words in red where somebody looks at them in colour."""
    return f"\033[31m{words}\033[0m" if sys.stderr.isatty() and "NO_COLOR" not in os.environ else words


def give_up(words: str, *, code: int = 1) -> NoReturn:
    """End the command with one line that says what to do; code 2 when what was typed or given is at fault."""
    say(in_red(f"amends: {words}"))
    raise SystemExit(code)


def print_json(result: object, **more: Any) -> None:
    """Print a result for programs: one JSON object, on standard output, nothing else there."""
    print(json.dumps(result, ensure_ascii=False, default=str, **more), flush=True)
