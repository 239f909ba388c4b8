"""How many false warnings a year a house takes, all its places and kinds of failure together."""

from amends.rules.refusals import Invalid, gettext_noop

A_YEAR = (1, 3, 6, 12)
USUAL = 6  # about what the fixed limits bring that hold while there is too little history
LEARNT_FROM_DAYS = 189  # half a year, and the week that is judged; with less own history says too little


def require_offered(a_year: int) -> int:
    """Return the number; raise Invalid when it is none of those offered."""
    if a_year not in A_YEAR:
        raise Invalid(gettext_noop("Choose one of the offered numbers."), field="a_year")
    return a_year
