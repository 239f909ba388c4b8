"""
The search tokeniser: what is put into the index, and what is asked of it.

Words and numbers are kept whole. Scripts written without spaces (Chinese, Japanese, Korean, Thai …) become overlapping
pairs of characters, and the last character of a run also stands alone, so that every single character can be found as
the beginning of a token. Numbers written in groups are kept in their parts and joined.

Source for pairs: J. Y. Nie and F. Ren (1999), "Chinese information retrieval: using characters or words?", Information
Processing & Management 35(4), 443-462. Worked value: "漏水了 O-88213" gives 漏水, 水了, 了, o, 88213, o88213.
"""

import re
import unicodedata
from operator import add

LIMIT = 4000
QUERY_LIMIT = 16
LONGEST = 40

_UNSPACED = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff"  # 々〆〇, kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"  # Han with its extensions
    "\u1100-\u11ff\uac00-\ud7a3"  # Hangul
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
)
# Vowel signs are no letters to Python, yet they stand inside words (Hebrew, Arabic, the scripts of India).
_SIGNS = (
    "\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0903\u093a-\u094f\u0962\u0963"
    "\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b4d"
    "\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c4d\u0c81-\u0c83\u0cbc-\u0ccd\u0d00-\u0d03\u0d3b-\u0d4d"
)
_DASH = r"\-\u2010-\u2015\u2212"
_ABROAD = rf"(?:\+\d{{1,3}}|\(\d{{2,4}}\))(?:[ .(){_DASH}]{{1,3}}\d{{2,8}})+|\+\d{{7,15}}"  # +86 138-0013-8000
_END = rf"(?![^\W_{_UNSPACED}])"  # 请回电 may follow a number at once
_GROUPS = (
    rf"\d{{2,4}}(?: \d{{2,4}}){{2,6}}{_END}|\d{{2,4}}(?:\.\d{{2,4}}){{2,6}}{_END}"  # 138 0013 8000, 06.12.34.56.78
)
_ASCII_WORD = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_LETTER = rf"(?:[^\W_{_UNSPACED}][{_SIGNS}]*)"
_WORD = rf"{_LETTER}+(?:[{_DASH}]{_LETTER}+)*"

_ASCII = re.compile(rf"{_ABROAD}|{_GROUPS}|{_ASCII_WORD}")
_ASCII_PLAIN = re.compile(r"[a-z0-9]+")  # for a text without a digit nothing is ever joined
_ANY = re.compile(rf"([{_UNSPACED}]+)|({_ABROAD}|{_GROUPS}|{_WORD})")
_PARTS = re.compile(rf"(?:[^\W_][{_SIGNS}]*)+")
_DIGIT = re.compile(r"\d")
_LETTERS_WITH_ACCENTS = re.compile("[\u00c0-\u052f\u1e00-\u1fff]")  # Latin, Greek, Cyrillic, lone accents
# NFKC turns ，！： into ASCII that only separates words all the same, and costs half the time of a Chinese text.
_WORTH_NORMALISING = re.compile("[^\x00-\x7f\u4e00-\u9fff，。、！？：；“”‘’《》【】…—]")
_FEWEST_JOINED = 7  # digits alone are joined from here on: a telephone number or a date, not 37-50

_SPELLED_OTHERWISE = {
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}


def _without_accent(letter: str) -> str:
    if letter in _SPELLED_OTHERWISE:
        return _SPELLED_OTHERWISE[letter]
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))


_FOLDED = {
    code: folded
    for block in (range(0x00C0, 0x0530), range(0x1E00, 0x2000))
    for code in block
    if (folded := _without_accent(chr(code))) != chr(code)
}


def tokens(text: str, limit: int = LIMIT) -> list[str]:
    """
    Return the tokens of a text for the index, in order and with repetitions, at most ``limit``.

    Worked value: "Café: 热水器漏水" gives cafe, 热水, 水器, 器漏, 漏水, 水.
    """
    if text.isascii():
        plain = text[: limit * LONGEST].lower()
        found = _spread(_ASCII.findall(plain)) if _DIGIT.search(plain) else _ASCII_PLAIN.findall(plain)
        return [word[:LONGEST] for word in found[:limit]]
    return _mixed(_plain(text[: limit * LONGEST]), limit)


def index_words(*texts: str) -> str:
    """
    Return the tokens of texts as an index takes them: each once, between single spaces.

    Texts that are no prose (a telephone number) are given by themselves: with one of them, prose is read the slow way.
    """
    found: list[str] = []
    for text in texts:
        found += tokens(text)
    return " ".join(dict.fromkeys(found))


def query_tokens(text: str) -> list[str]:
    """
    Return what to look for when somebody typed ``text``: every token must be found; one with "*" is a beginning.

    A lone character of a script without spaces is a beginning ("漏" gives "漏*"), and so is a last word of two or
    more letters, which may still be being typed ("leak repai" gives "leak", "repai*"). A number in groups is asked for
    in its joined form, which the index has however it was written. At most 16, each once.
    """
    wanted: list[str] = []
    for run, word in _ANY.findall(_plain(text[: QUERY_LIMIT * 2 * LONGEST])):
        if run:
            wanted += map(add, run, run[1:]) if len(run) > 1 else [f"{run}*"]
            last_word = ""
        else:
            parts, joined = _split(word)
            wanted += [part[:LONGEST] for part in (joined[-1:] or parts)]
            last_word = wanted[-1] if wanted else ""
    if wanted and last_word and len(last_word) > 1:
        wanted[-1] = f"{last_word}*"
    return list(dict.fromkeys(wanted))[:QUERY_LIMIT]


def _plain(text: str) -> str:
    """Return the text as it is compared: one width, one case, no accents."""
    if _WORTH_NORMALISING.search(text):
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold()
    return text.translate(_FOLDED) if _LETTERS_WITH_ACCENTS.search(text) else text


def _mixed(plain: str, limit: int) -> list[str]:
    found: list[str] = []
    for run, word in _ANY.findall(plain):
        if run:
            found += map(add, run, run[1:])
            found.append(run[-1])
        elif word.isalnum():
            found.append(word[:LONGEST])
        else:
            parts, joined = _split(word)
            found += [part[:LONGEST] for part in parts + joined]
        if len(found) >= limit:
            break
    return found[:limit]


def _spread(words: list[str]) -> list[str]:
    found: list[str] = []
    for word in words:
        if word.isalnum():
            found.append(word)
        else:
            parts, joined = _split(word)
            found += parts + joined
    return found


def _split(word: str) -> tuple[list[str], list[str]]:
    """Return the parts of a word with dashes or of a grouped number, and its joined forms, the shortest last."""
    parts = _PARTS.findall(word)
    whole = "".join(parts)
    if not _DIGIT.search(whole) or (len(parts) == 1 and word[0] != "+"):
        return parts, []
    if whole.isdecimal() and len(whole) < _FEWEST_JOINED:
        return parts, []
    joined = [whole] if len(parts) > 1 else []
    if word[0] == "+":
        # Abroad or at home, the same telephone: also without its country's code.
        if len(parts) > 2:
            joined.append("".join(parts[1:]))
        elif len(whole) == 13 and whole.startswith("861"):
            joined.append(whole[2:])
    return parts, joined
