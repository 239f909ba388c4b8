"""Whether a customer had to say it again: the same words once more, or whether anybody is there at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from amends.rules.words import tokens

FEWEST = 6  # tokens: "thank you" and 谢谢 are said twice without anybody having to
SHARE = 0.7  # of its tokens that were in one earlier text already

_ANYBODY = re.compile(
    r"(is|are|was) (any|some)(body|one) (there|reading|here|listening)|(any|some)(body|one) there\b|^\W*hello\W*\?"
    r"|any (news|update|progress|answer|reply)\b|still (waiting|no (news|answer|reply|word))"
    r"|no(body|[- ]one) (has )?(answer|repl|call|got back|come back)"
    r"|(have|has)(n['’]t| not) (heard|had)\b.*\b(from you|back)"
    r"|heard nothing|no (answer|reply|response)\b"
    r"|有人(在)?吗|在吗|还在不在|人呢|没(有)?人(理|回|管|答|联系)|(还|一直)没(有)?(回|答|消息|动静|人|下文|结果)"
    r"|怎么还(没|不)|有(消息|进展|结果|下文)(了)?(吗|没)|什么时候(回|能回|给)|等到什么时候|催一下|催催",
    re.IGNORECASE | re.MULTILINE,
)


class Repeat(StrEnum):
    """Why it counts as said again."""

    SAME_WORDS = "same_words"
    ANYBODY = "anybody"
    MARKED = "marked"  # a colleague saw it, mostly on the telephone


def repeat_of(text: str, earlier: Iterable[str], *, is_waiting: bool) -> Repeat | None:
    """
    Return why these words are ones the customer should not have had to say, or None.

    earlier     what they said before in this case
    is_waiting  whether we owe them an answer: only then does "is anybody there" count

    Worked value: "有人吗？" while an answer is owed is ANYBODY; the first complaint word for word is SAME_WORDS.
    """
    said = set(tokens(text))
    if len(said) >= FEWEST and any(len(said & set(tokens(one))) >= SHARE * len(said) for one in earlier):
        return Repeat.SAME_WORDS
    return Repeat.ANYBODY if is_waiting and _ANYBODY.search(text) else None
