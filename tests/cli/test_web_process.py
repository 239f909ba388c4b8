"""The web process on its own, with an application of the test's."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest

from tests.cli.programs import ROOT

pytestmark = pytest.mark.slow

SLOW = """
import socket, sys, time, types

def application(environ, start_response):
    print("begun", flush=True)
    time.sleep(1.5)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"finished"]

sys.modules["amends.wsgi"] = types.SimpleNamespace(application=application)
from amends.cli import web_process
web_process.serve(socket.socket(fileno=int(sys.argv[1])))
import os; os._exit(0)  # as a child of the family ends
"""


def test_a_request_under_way_is_answered_before_the_process_ends():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-c", SLOW, str(listening.fileno())],
            pass_fds=[listening.fileno()],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]},
        )
        answers: list[bytes] = []

        def ask() -> None:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                answers.append(answer.read())

        asking = threading.Thread(target=ask)
        asking.start()
        assert process.stdout
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(signal.SIGTERM)

        try:
            asking.join()
            assert answers == [b"finished"]
            assert process.wait(60) == 0
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
