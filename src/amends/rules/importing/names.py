"""Names of columns, kinds and states, as they are compared: every system dresses them differently."""

import re
import unicodedata
from functools import lru_cache

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)  # a list has few different states and kinds, and many rows
def plain_name(name: str) -> str:
    """
    Return a name as it is compared: words in lower case between single spaces.

    Worked value: "SRRecordID" gives "sr record id", "Zip_Code?" gives "zip code".
    """
    return " ".join(_NO_LETTERS.split(_HUMP.sub(" ", unicodedata.normalize("NFKC", name)).lower())).strip()
