"""
The hash chain of the history: each event carries the digest of the one before it, each day a root over its events.

Changing, dropping, inserting or reordering one event changes every digest after it. Personal words enter the chain
only as a salted digest, so that erasing words and salt leaves the chain whole.

Source: S. Haber and W. S. Stornetta (1991), "How to time-stamp a digital document", Journal of Cryptology 3, 99-111.
"""

import struct
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from json import JSONEncoder

GENESIS: bytes = bytes(32)

# ASCII only: the same bytes everywhere, and even half a surrogate pair from a broken import can be hashed.
_canonical = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode
_ROW = struct.Struct(">QQ32s")
_LEAVES = frozenset({str, int, bool, type(None)})


def link(
    previous: bytes,
    *,
    stream: int,
    sequence: int,
    verb: str,
    at: datetime,
    recorded_at: datetime,
    actor_kind: str,
    actor_id: int | None,
    facts: Mapping[str, object],
) -> bytes:
    """
    Return the digest (32 bytes) of one event, bound to the digest of the event before it in its stream.

    stream       the case the event belongs to, 0 for events of the house
    sequence     1, 2, 3 … within the stream
    at           when it happened; ``recorded_at`` when it was written (both aware)
    facts        JSON values without floats, with text keys; a float has no one spelling, so it is a TypeError

    The bytes hashed are ``previous`` followed by the JSON array of the arguments in this order: keys sorted, no
    spaces, ASCII, instants as UTC with microseconds. JSON's own quoting keeps neighbours apart.

    Worked value: GENESIS, stream 1, sequence 1, "case.registered", at and recorded at 2026-01-02T03:04:05Z by staff 7,
    facts {"channel": "web"} gives
    bf8a860c979f417b7529657fbeabc8adabf23885b8a79a60169ccaceb7ec9626.
    """
    if len(previous) != 32:
        raise ValueError("a digest has 32 bytes")
    facts = dict(facts)
    _require_exact(facts)
    body = [stream, sequence, verb, _instant(at), _instant(recorded_at), actor_kind, actor_id, facts]
    return sha256(previous + _canonical(body).encode("ascii")).digest()


def salted_digest(salt: bytes, text: str) -> str:
    """
    Return 32 hex digits that stand for words in the chain: keyed BLAKE2b (RFC 7693) of 16 bytes.

    ``salt`` has 1 to 64 secret bytes; once it is destroyed nobody can test a guess at the words.
    Worked value: salt b"salt", "漏水" gives 644d0b6213090252d4eba8ff9392bb32.
    """
    if not salt:
        raise ValueError("without a salt the words could be guessed")
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=salt).hexdigest()


def root(previous: bytes, rows: Iterable[tuple[int, int, bytes]]) -> bytes:
    """
    Return the root (32 bytes) of a day: ``previous`` day's root, then each event's (stream, sequence, digest).

    Rows are taken one by one, so a day of any size fits; their order counts and is the caller's to keep.
    Worked value: GENESIS and one row (1, 1, GENESIS) gives
    2a4a0d25a3857fa64e4177e744ac613ec1f446fb60c12f007215a9383fb20218.
    """
    if len(previous) != 32:
        raise ValueError("a root has 32 bytes")
    running = sha256(previous)
    pack, update = _ROW.pack, running.update
    for stream, sequence, digest in rows:
        if len(digest) != 32:
            raise ValueError("a digest has 32 bytes")
        update(pack(stream, sequence, digest))
    return running.digest()


def _instant(at: datetime) -> str:
    if at.tzinfo is not UTC:
        if at.utcoffset() is None:
            raise ValueError("an instant has a time zone")
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")


def _require_exact(value: object) -> None:
    """Refuse what JSON would spell in more than one way or two values in the same way."""
    if type(value) in _LEAVES:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"facts are kept under text keys, not {key!r}")
            if type(inner) not in _LEAVES:
                _require_exact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _require_exact(inner)
    elif not isinstance(value, str | int):  # enumerations are both
        raise TypeError(f"facts hold text, whole numbers, true, false and null, not {type(value).__name__}")
