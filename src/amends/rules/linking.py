"""How two cases may belong together, and what each link is called from the other side."""

from collections.abc import Mapping
from types import MappingProxyType

# From this case to the other, and how the other stands to this one.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "related": "related",
        "duplicate_of": "has_duplicate",
        "caused_by": "caused",
        "split_from": "split_into",
    }
)
# What a colleague may choose; a split makes its own link.
CHOICES: tuple[str, ...] = ("related", "duplicate_of", "caused_by")
