"""Serving the invented company with its stories and its logins."""

from amends.cli import installation, serving
from amends.cli.words import _, language, say


def run(*, host: str, port: int) -> None:
    """Load the stories when the database is empty, then serve until Ctrl-C."""
    serving.run(host=host, port=port, prepare=load_when_empty)


def load_when_empty() -> str:
    """Begin an empty installation as the invented company; return the lines that tell how to sign in."""
    # Needs Django to be there, which it is by now.
    from django.utils import timezone  # noqa: PLC0415

    from amends.services import demo  # noqa: PLC0415

    if installation.is_new():
        say(_("Loading the stories ..."))
        demo.start_demo(now=timezone.now(), language=language())
    logins = demo.demo_logins()
    if not logins:
        return _("This database has no stories; sign in as you always do.")
    width = max(len(email) for _role, email, _name in logins)
    lines = [f"  {email:{width}}  {role.replace('_', ' ')}, {name}" for role, email, name in logins]
    return "\n".join([_("Sign in with the password %s as") % demo.DEMO_PASSWORD, *lines])
