import os
import subprocess
import sys

from amends.bench import processes


def test_the_time_and_memory_of_a_child_are_its_parents_too():
    before = processes.cpu_seconds(os.getpid())
    work = "import sys\nfor _ in range(3_000_000): pass\nprint('done', flush=True)\nsys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()

        assert child.pid in processes.tree(os.getpid())
        assert processes.parent_of(child.pid) == os.getpid()
        assert processes.cpu_seconds(os.getpid()) > before
        assert processes.memory_mb(os.getpid()) > processes.memory_mb(child.pid) > 1

        child.stdin.close()
