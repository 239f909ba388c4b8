"""A wheel built from the tree, installed into an empty environment: everything it needs is inside it."""

import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.cli.programs import ROOT, environment, served
from tests.machine import skip_loudly

pytestmark = pytest.mark.slow
UV = [sys.executable, "-m", "uv"]


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=300, cwd="/")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and what it requires, and nothing else."""
    place = tmp_path_factory.mktemp("wheel")
    tree = place / "tree"
    shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    if (built := run(*UV, "build", "--wheel", "--out-dir", place, tree)).returncode:
        skip_loudly(f"the wheel: it could not be built without a package index ({built.stderr.strip()[-200:]})")
    python = place / "venv" / "bin" / "python"
    wheel = next(place.glob("*.whl"))
    for step in (
        [*UV, "venv", "--python", sys.executable, place / "venv"],
        [*UV, "pip", "sync", "--python", python, "--require-hashes", ROOT / "requirements" / "runtime.lock"],
        [*UV, "pip", "install", "--python", python, "--no-deps", "--offline", wheel],
    ):
        done = run(*step)
        assert done.returncode == 0, done.stderr
    return python


def test_the_wheel_serves_its_pages_with_styles_and_translations(installed: Path, tmp_path: Path):
    where = subprocess.run(
        [installed, "-c", "import amends; print(amends.__file__)"],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
        env=environment(tmp_path),
    )
    assert str(ROOT) not in where.stdout

    with served(tmp_path, "demo", python=str(installed)) as server:
        for path in ("/", "/t", "/sign-in", "/healthz", "/api/v1/openapi.json"):
            assert server.get(path)[0] == 200, path
        page = server.get("/sign-in")[1]
        assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
        assert len(assets) >= 3
        for asset in assets:
            assert server.get(asset)[0] == 200, asset
        assert any(asset.endswith(".woff2") for asset in assets)
        asking = urllib.request.Request(
            f"http://127.0.0.1:{server.port}{min(a for a in assets if a.endswith('.css'))}",
            headers={"Accept-Encoding": "br"},
        )
        with urllib.request.urlopen(asking, timeout=60) as answer:
            assert answer.headers["Content-Encoding"] == "br"
        asking = urllib.request.Request(f"http://127.0.0.1:{server.port}/sign-in", headers={"Accept-Language": "zh-CN"})
        with urllib.request.urlopen(asking, timeout=60) as answer:
            assert "登录" in answer.read().decode()


def test_assets_are_kept_for_ever_by_browsers(tmp_path: Path):
    with served(tmp_path) as server:
        asset = re.findall(r'href="(/static/[^"#]+\.css)"', server.get("/sign-in")[1])[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{asset}", timeout=60) as answer:
            assert "immutable" in answer.headers["Cache-Control"]
        asking = urllib.request.Request(
            f"http://127.0.0.1:{server.port}{re.sub('/[^/]*$', '', asset)}/vendor/echarts-6.1.0/echarts.min.js",
            headers={"Accept-Encoding": "br"},
        )
        with urllib.request.urlopen(asking, timeout=60) as answer:
            assert answer.headers["Content-Encoding"] == "br"
            assert len(answer.read()) < 400_000  # a quarter of the script
