"""Everything a colleague may be notified of. A kind is never renamed: old notifications still bear it."""

KINDS: frozenset[str] = frozenset(
    {
        "note.mentioned",  # a colleague wrote your name into a note
        "reply.held",  # your reply was not sent at its time; look again
    }
)


def require_kind(kind: str) -> str:
    """Return ``kind`` if it is known; a ValueError otherwise, as only a typing mistake leads there."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of notification; add it to rules/notices.py")
    return kind
