"""
Carries styles and scripts from others into src/amends/web/static/vendor/, with version, licence and checksums; what
only the tests need goes into tests/vendor/ and never into a wheel.

    python tools/vendor.py            fetch what tools/vendor.toml states (needs npm) and write it
    python tools/vendor.py inter      fetch and write only the package that lies in this folder
    python tools/vendor.py --check    compare what is in the tree with what was written (needs nothing)

Nothing is built. Two changes are made to files: the line that names a source map we do not carry is taken out, and
fonts are cut to our letters (`tools/fonts.py`). Beside each larger text lie compressed copies, which WhiteNoise hands
to browsers that take them.
"""

import argparse
import base64
import gzip
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
WANTED = ROOT / "tools" / "vendor.toml"
VENDOR = ROOT / "src" / "amends" / "web" / "static" / "vendor"
FOR_TESTS = ROOT / "tests" / "vendor"
RECORD = "VENDORED.toml"
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=[^*]*\*/)\s*")
WORTH_COMPRESSING = {".js", ".css"}


def main() -> int:
    """Fetch or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("folder", nargs="?", help="the one package to fetch")
    packages: list[dict[str, Any]] = tomllib.loads(WANTED.read_text("utf-8"))["package"]
    asked = parser.parse_args()
    if asked.check:
        wrong = check(packages)
        print("\n".join(wrong) or f"{len(packages)} packages are as they were written")
        return 1 if wrong else 0
    for room in (VENDOR, FOR_TESTS):
        for folder in room.glob(f"{asked.folder}-[0-9]*" if asked.folder else "*"):
            shutil.rmtree(folder)
    for package in packages:
        if asked.folder in {None, package["folder"]}:
            carry(package)
    return 0


def folder_of(package: dict[str, Any]) -> Path:
    """Return where a package lies; its version is in the address, so browsers never mix two."""
    room = FOR_TESTS if package.get("for_tests") else VENDOR
    return room / f"{package['folder']}-{package['version']}"


def carry(package: dict[str, Any]) -> None:
    """Fetch one package, check it, and write its files."""
    with tempfile.TemporaryDirectory() as scratch:
        archive = fetch(package, Path(scratch))
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != package["integrity"]:
            sys.exit(f"{package['name']} {package['version']} is not what tools/vendor.toml states: sha512-{digest}")
        folder = folder_of(package)
        folder.mkdir(parents=True)
        with tarfile.open(archive) as contents:
            for inside, name in package["files"].items():
                member = contents.extractfile(f"package/{inside}")
                if member is None:
                    sys.exit(f"{package['name']} has no file {inside}")
                write(folder / name, member.read())
            for inside, name in package.get("cut", {}).get("files", {}).items():
                from fonts import cut  # beside this file; not needed for --check  # noqa: PLC0415

                (folder / name).write_bytes(cut(contents.extractfile(f"package/{inside}").read(), package["cut"]))  # type: ignore[union-attr]
    if "licence_text" in package:
        (folder / "LICENSE").write_text(package["licence_text"].lstrip(), "utf-8")
    (folder / RECORD).write_text(record(package, folder), "utf-8")
    print(f"{package['name']} {package['version']} -> {folder.relative_to(ROOT)}")


def fetch(package: dict[str, Any], scratch: Path) -> Path:
    """Download a package with npm, which knows the registry this machine is to use."""
    npm = shutil.which("npm")
    if not npm:
        sys.exit("npm is needed to fetch packages (and for nothing else)")
    wanted = f"{package['name']}@{package['version']}"
    subprocess.run([npm, "pack", "--silent", wanted], cwd=scratch, check=True, capture_output=True)  # noqa: S603
    return next(scratch.glob("*.tgz"))


def write(path: Path, content: bytes) -> None:
    """Write one file and its compressed copies."""
    if path.suffix not in WORTH_COMPRESSING or FOR_TESTS in path.parents:
        path.write_bytes(content)
        return
    content = SOURCE_MAP.sub(b"\n", content)
    path.write_bytes(content)
    import brotli  # not needed for --check, which runs where nothing is installed  # noqa: PLC0415

    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    path.with_name(path.name + ".br").write_bytes(brotli.compress(content))


def record(package: dict[str, Any], folder: Path) -> str:
    """Return what VENDORED.toml says: where the files are from and the checksum of each."""
    head = [f'{key} = "{package[key]}"' for key in ("name", "version", "licence", "integrity")]
    return "\n".join(
        [*head, "", "[sha256]", *(f'"{name}" = "{digest}"' for name, digest in digests(folder).items()), ""]
    )


def digests(folder: Path) -> dict[str, str]:
    """Return the checksum of every file in a folder but the record itself."""
    paths = sorted(path for path in folder.iterdir() if path.name != RECORD)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def check(packages: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with the files in the tree, nothing when all is well."""
    wrong = []
    for package in packages:
        folder = folder_of(package)
        if not (folder / RECORD).exists():
            wrong.append(f"{package['name']} {package['version']} is missing")
        elif (folder / RECORD).read_text("utf-8") != record(package, folder):
            wrong.append(f"{folder.relative_to(ROOT)} is not what was written")
    known = {folder_of(package) for package in packages}
    present = {folder for room in (VENDOR, FOR_TESTS) if room.exists() for folder in room.iterdir()}
    return wrong + [f"{folder.relative_to(ROOT)} is not in tools/vendor.toml" for folder in sorted(present - known)]


if __name__ == "__main__":
    sys.exit(main())
