"""Letters really sent: to a mail server on this machine, and to a web server that stands for a team's chat."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from amends.gateways.letters import CannotDeliver, Letter
from amends.gateways.mail import Mail
from amends.gateways.team_chat import TeamChats
from tests.gateways.post_office import post_office

old_module = pytest.mark.filterwarnings("ignore:.imghdr. is deprecated:DeprecationWarning")  # the library asks for it
LETTER = Letter("digest-7", "3 件个案等你看", "CB-41 · 港口\n承诺快到期了")


def test_a_letter_arrives_as_plain_text_with_its_key():
    with post_office() as office:
        Mail(f"smtp://127.0.0.1:{office.port}", "amends@clearwater.example").send("lin@clearwater.example", LETTER)

    assert office.to == ["lin@clearwater.example"]
    message = office.letters[0]
    assert message["Subject"] == LETTER.subject
    assert message["Message-ID"] == "<digest-7@clearwater.example>"
    assert message.get_content().split("\r\n") == [*LETTER.text.split("\n"), ""]


def test_a_server_that_does_not_answer_is_told_without_its_address():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        mail = Mail(f"smtp://lin:kettle@127.0.0.1:{port}", "amends@clearwater.example")
        with pytest.raises(CannotDeliver) as trouble:
            mail.send("lin@clearwater.example", LETTER)

    assert str(trouble.value) == "ConnectionRefusedError"
    assert "kettle" not in repr(mail)


@pytest.mark.parametrize("url", ["", "http://mail.example", "smtp://"])
def test_a_mail_server_set_up_by_halves_is_refused_without_its_password(url):
    with pytest.raises(ValueError, match="must look like"):
        Mail(url, "amends@clearwater.example")


@contextmanager
def a_chat(status):
    """Serve one robot's address; yield the port and what it was sent."""
    said = []

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Robot)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, said
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@old_module
def test_a_letter_goes_into_a_chat():
    with a_chat(200) as (port, said):
        TeamChats().send(f"json://127.0.0.1:{port}/robot", LETTER)

    assert [(one["title"], one["message"]) for one in said] == [(LETTER.subject, LETTER.text)]


@old_module
def test_a_chat_that_refuses_is_told_and_nothing_is_logged(caplog):
    with a_chat(403) as (port, _said), pytest.raises(CannotDeliver):
        TeamChats().send(f"json://127.0.0.1:{port}/a-secret", LETTER)

    assert "a-secret" not in caplog.text
