"""What Amends says when it will not do something: one message, fit to show in the browser, the API and the terminal."""

import re
from collections.abc import Callable, Mapping
from typing import ClassVar

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def gettext_noop(message: str) -> str:
    """Mark an English message for the translators; the face translates it when it shows it (rules know no language)."""
    return message


class Refusal(Exception):
    """
    Something could not be done; ``str(refusal)`` is fit to show.

    message  the words: a str, or any object with ``__str__`` (a lazily translated string)
    field    the input field at fault, "" when the refusal is about the whole request
    params   values put into the message with ``%``; without them the message is taken as it is
    code     the class name in snake case, stable for programs: ``CannotClose`` gives "cannot_close"

    Worked value: ``str(Refusal("%(count)d promises run.", params={"count": 2}))`` is "2 promises run."
    """

    code: ClassVar[str] = "refusal"

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = _HUMP.sub("_", cls.__name__).lower()

    def __init__(self, message: object = "", *, field: str = "", params: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.params: Mapping[str, object] = params or {}

    def __str__(self) -> str:
        return self.in_words(str)

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the message in the language of ``translate`` (gettext); already translated words pass unchanged."""
        words = str(self.message)
        words = translate(words) if words else words  # gettext("") would answer with the catalogue's header
        return words % self.params if self.params else words


class NotAllowed(Refusal):
    """The person or token lacks the permission (403)."""


class Invalid(Refusal):
    """What was given cannot be used; ``field`` names it (422). ``others`` are what else of it cannot (``Faults``)."""

    others: tuple["Invalid", ...] = ()

    @property
    def faults(self) -> tuple["Invalid", ...]:
        """This one and the others, in the order they were found."""
        return (self, *self.others)


class NotFound(Refusal):
    """There is no such thing, or it is not visible to the one who asks (404)."""


class Conflict(Refusal):
    """Somebody else was faster, or the same key was used for something different (409)."""


class TooMany(Refusal):
    """The same was asked too often; ``seconds`` says after how long it may be asked again (429)."""

    def __init__(
        self, message: object = "", *, seconds: int = 60, field: str = "", params: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message, field=field, params=params)
        self.seconds = seconds


class Faults:
    """
    Gathers what is wrong with several inputs, so that a form hears all of it at once.

        faults = Faults()
        with faults:
            name = known_name(given_name)
        with faults:
            timezone = known_timezone(given_timezone)
        faults.refuse()

    ``refuse`` raises the first with the others on it, and does nothing when all is well; what comes after it may use
    every name bound above. Any refusal but ``Invalid`` goes through at once.
    """

    def __init__(self) -> None:
        self._found: list[Invalid] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, Invalid):
            return False
        self._found += error.faults
        return True

    def refuse(self) -> None:
        if self._found:
            first, *others = self._found
            first.others = tuple(others)
            raise first
