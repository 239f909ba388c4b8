"""The pages lead somewhere, and name what exists."""

import re

from tests.house.pages import CODE, DOCS, commands, has_command, has_place, links, pages, plain, prose, routes
from tests.house.tree import PACKAGE, ROOT, none_of

PATH = re.compile(r"^(src|tests|tools|docs|requirements|\.ci)/[\w./-]+(::\w+)?$")
VARIABLE = re.compile(r"\bAMENDS_[A-Z_]+\b")
INTERNAL = {"AMENDS_NOT_RUN_FILE"}  # how the launcher and the tests talk to each other


def test_every_relative_link_resolves():
    broken = [
        f"{page.relative_to(ROOT)} → {target}" for page in pages() for target in links(page) if not target.exists()
    ]

    none_of(broken, "correct the link or write the page")


def test_every_page_can_be_reached_from_the_index():
    start = DOCS / "index.md"
    seen, waiting = {start}, [start]
    while waiting:
        for target in links(waiting.pop()):
            if target.suffix == ".md" and target.is_file() and target not in seen:
                seen.add(target)
                waiting.append(target)

    lost = sorted(str(page.relative_to(ROOT)) for page in DOCS.rglob("*.md") if page not in seen)
    none_of(lost, "link the page from docs/index.md or from a page it leads to")


def test_every_path_in_a_page_exists():
    lost = [
        f"{page.relative_to(ROOT)}: {text}"
        for page in pages()
        for text in CODE.findall(prose(page))
        if PATH.match(text) and not has_place(text)
    ]

    none_of(lost, "the file has moved or never was")


def test_every_page_named_in_the_code_exists():
    lost = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in code_files()
        for name in re.findall(r"[\w/-]+\.md\b", path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]

    none_of(lost, "a reader of the code has this repository and nothing else; name a page of docs/ or give the reason")


def test_every_command_in_a_page_exists():
    lost = [
        f"{page.relative_to(ROOT)}: {text}"
        for page in pages()
        for text in CODE.findall(prose(page))
        if re.match(r"(\./)?amends [a-z]", text) and not has_command(text)
    ]

    none_of(lost, "the program has no such command")


def test_every_command_is_described():
    text = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")

    silent = sorted(name for name in commands() if f"amends {name}" not in text)

    none_of(silent, "describe the command in docs/reference/commands.md")


def test_every_setting_is_described_and_read():
    read = {name for path in code_files() for name in VARIABLE.findall(path.read_text(encoding="utf-8"))} - INTERNAL
    written = set(VARIABLE.findall((DOCS / "reference" / "environment.md").read_text(encoding="utf-8")))

    none_of(list(read - written), "describe the variable in docs/reference/environment.md")
    none_of(list(written - read), "nothing reads this variable any more")


def code_files():
    return [*PACKAGE.rglob("*.py"), ROOT / "amends", *(ROOT / "tests").glob("*.py")]


def test_every_address_of_the_api_is_described():
    text = plain((DOCS / "reference" / "api.md").read_text(encoding="utf-8"))

    silent = sorted(route for route in map(plain, routes()) if is_operation(route) and route not in text)

    none_of(silent, "describe the address in docs/reference/api.md")


def is_operation(route):
    """Whatever is below the API, except the answers for addresses that do not exist."""
    return route.startswith("/api/v1/") and route not in {"/api/v1/", "/api/v1/{}"}


def test_every_example_of_the_style_guide_is_from_a_real_file():
    style = (ROOT / "STYLE.md").read_text(encoding="utf-8")
    real = [path.read_text(encoding="utf-8") for path in (*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"))]
    examples = re.findall(r"```python\n(.*?)```", style, re.DOTALL)

    invented = [example.splitlines()[0] for example in examples if not any(is_in(example, text) for text in real)]

    none_of(invented, "show code that exists; this begins an example in STYLE.md that is nowhere")


def is_in(example, text):
    """However its lines are broken and set in."""
    return "".join(example.split()) in "".join(text.split())
