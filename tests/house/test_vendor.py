"""What we carry from others is what they published."""

import subprocess
import sys

from tests.house.tree import ROOT


def test_vendored_assets_match_their_checksums():
    done = subprocess.run(
        [sys.executable, "tools/vendor.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"run `python tools/vendor.py`, or put the file back:\n{done.stdout}{done.stderr}"
