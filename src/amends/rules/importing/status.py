"""Whether the status another system gave a row means that the matter was closed there."""

from __future__ import annotations

from collections.abc import Sequence

from amends.rules.importing.names import plain_name

# A status is read from its beginning: "Closed (Duplicate)" is closed, "未办结" is not. Open words are asked first.
OPEN = (
    "open", "new", "pending", "in progress", "in process", "in review", "assigned", "unassigned", "started", "not ",
    "un", "reopen", "re open", "waiting", "on hold", "hold", "submitted", "received", "registered", "acknowledged",
    "escalated", "draft", "active", "ongoing", "overdue", "untimely",
    "未", "待", "处理中", "办理中", "受理", "已受理", "进行中", "新", "转办", "已转", "重新", "登记", "已登记",
)  # fmt: skip
CLOSED = (
    "closed", "close", "resolved", "completed", "complete", "done", "finished", "solved", "settled", "cancelled",
    "canceled", "withdrawn", "rejected", "archived",
    "已关闭", "关闭", "已结", "结案", "办结", "已办结", "已完成", "完成", "已解决", "解决", "已处理", "处理完", "已撤",
    "撤销", "已回访", "已归档", "归档",
)  # fmt: skip


def is_closed(status: str, *, closed: Sequence[str] = (), still_open: Sequence[str] = ()) -> bool | None:
    """
    Return whether a status means closed, None when nothing is known of it; a mapping's own words (plain) come first.

    Worked value: "Closed with explanation" is, "Unresolved" is not, "Level 2" is not known.
    """
    plain = plain_name(status[:100])
    if plain.startswith(tuple(closed)):
        return True
    if plain.startswith((*still_open, *OPEN)):
        return False
    return True if plain.startswith(CLOSED) else None
