"""
Serving: the web process and the worker, together under one light parent.

Loaded by `amends serve` and `amends demo`; knows nothing of how they were typed.
"""

import errno
import gc
import os
import secrets
import socket
from collections.abc import Callable

from amends import environment
from amends.cli import installation
from amends.cli.apart import in_a_child
from amends.cli.family import Child, Family
from amends.cli.words import _, give_up, say


def run(*, host: str, port: int, prepare: Callable[[], str] | None = None) -> None:
    """
    Serve the installation until Ctrl-C.

    ``prepare`` runs in a process of its own, with Django loaded, before anything is served; what it returns is printed
    below the address.
    """
    installation.make_data_folder()
    with installation.held_alone(), listen_alone(host, port) as listening:
        port = listening.getsockname()[1]
        os.environ.update(AMENDS_HOST=host, PORT=str(port))
        bring_up_to_date()
        key = set_up_key(host) if prepare is None else ""
        installation.load_django()
        more_lines = in_a_child(prepare) if prepare else ""
        warm_up()
        family = Family([Child("web", lambda: web(listening)), Child("worker", worker)])
        answers = ask_for_a_page(host, port)

        def announce(descriptor: int) -> None:
            family.selector.unregister(descriptor)
            answers.close()
            say_where(host, port, key, more_lines)

        family.when_readable(answers.fileno(), announce)
        family.run()
        say(_("Stopped."))


def listen_alone(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the port and shares it with nobody; end with one line when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    # Not SO_REUSEPORT: a second server would silently answer half the requests.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Without, every other page waits 40 ms between its head and its body for a late ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            give_up(
                _("port %(port)d is in use: stop what listens there, or choose another with PORT=%(other)d")
                % {"port": port, "other": port + 1}
            )
        give_up(
            _("cannot listen on %(host)s port %(port)d: %(reason)s")
            % {"host": host, "port": port, "reason": error.strerror}
        )
    return listening


def set_up_key(host: str) -> str:
    """
    Return the key that opens the first-run page, "" when none is needed.

    Whoever opens an empty installation first becomes its administrator. When the network can reach it, that must be the
    person at this terminal.
    """
    if environment.is_loopback(host) or not installation.nobody_can_sign_in():
        return ""
    return os.environ.setdefault("AMENDS_SETUP_KEY", secrets.token_urlsafe(18))


def bring_up_to_date() -> None:
    """Create or migrate the database when needed, in a process of its own: the parent stays light."""
    if installation.is_up_to_date():
        return
    say(_("Preparing the database ..."))

    def migrate() -> str:
        installation.load_django()
        installation.migrate()
        return ""

    in_a_child(migrate)


def warm_up() -> None:
    """Load what the children will need, so that they share one copy of it."""
    from django.urls import get_resolver  # noqa: PLC0415

    from amends import wsgi  # noqa: F401, PLC0415 - needs Django to be there
    from amends.cli import web_process  # noqa: PLC0415

    gc.disable()
    get_resolver().url_patterns  # noqa: B018 - loads every view
    web_process.load()


def web(listening: socket.socket) -> None:
    """Do what the web process does."""
    from amends.cli import web_process  # noqa: PLC0415 - loaded by warm_up

    web_process.serve(listening.dup())


def worker() -> None:
    """Do what the worker process does."""
    from amends.cli.working import work  # noqa: PLC0415 - loaded by those who work

    work()


def ask_for_a_page(host: str, port: int) -> socket.socket:
    """Send a request that is answered as soon as the web process is there; nobody has to try again and again."""
    nearby = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - not bound to, only recognised
    asking = socket.create_connection((nearby, port), timeout=10)
    asking.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return asking


def say_where(host: str, port: int, key: str, more_lines: str) -> None:
    """Tell the person at the terminal where everything is."""
    address = f"[{host}]" if ":" in host else host
    local = f"http://{'127.0.0.1' if address in {'0.0.0.0', '[::]'} else address}:{port}/"  # noqa: S104 - as above
    say(_("Amends is ready at %s") % local)
    if key:
        say(_("Set it up here, this link is for you alone: %s") % f"{environment.public_url()}/start?key={key}")
    if more_lines:
        say(more_lines)
    if not environment.is_loopback(host) and "AMENDS_PUBLIC_URL" not in os.environ:
        say(_("Set AMENDS_PUBLIC_URL to the address customers use: the links they get begin with it."))
    say(_("Your data is in %s") % environment.data_folder())
    say(_("Ctrl-C stops everything."))
