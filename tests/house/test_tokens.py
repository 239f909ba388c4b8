"""The tokens: one file, both themes, both contrasts, and colours that can be read."""

import re
from pathlib import Path

import pytest

import amends.web

WEB = Path(amends.web.__file__).parent
TOKENS = WEB / "static" / "tokens.css"
COLOUR = re.compile(r"(?<!&)#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3,4})\b|\b(?:rgb|hsl)a?\(|\bok(?:lch|lab)\(")
# A favicon is drawn outside of any page and can know no token.
OUTSIDE = {"tokens.css", "mark.svg"}
THEMES = ("light", "dark")
CONTRASTS = ("plain", "more")
SIDES = (":root, [data-theme], [data-contrast]", "[data-side=customer]")

# text on ground, and the least contrast it must have; 3.0 is for edges and marks that are not text
PAIRS = [
    ("ink", "surface", 7.0), ("ink", "canvas", 7.0), ("ink", "hover", 7.0), ("ink", "raised", 7.0), ("ink", "sel", 7.0),
    ("ink", "cust", 7.0), ("ink", "red-t", 7.0), ("ink", "amber-t", 7.0),
    ("ink-2", "surface", 7.0), ("ink-2", "canvas", 7.0), ("ink-2", "hover", 7.0),
    ("ink-3", "surface", 4.5), ("ink-3", "canvas", 4.5), ("ink-3", "hover", 4.5), ("ink-3", "raised", 4.5),
    ("ink-3", "sel", 4.5), ("ink-3", "cust", 4.5), ("ink-3", "band", 4.5),
    ("pine", "surface", 4.5), ("pine", "canvas", 4.5), ("pine", "sel", 4.5), ("pine", "raised", 4.5),
    ("pine", "pine-t", 4.5), ("on-pine", "pine", 4.5), ("on-pine", "pine-2", 4.5),
    ("amber", "surface", 4.5), ("amber", "amber-t", 4.5),
    ("red", "surface", 4.5), ("red", "canvas", 4.5), ("red", "hover", 4.5), ("red", "red-t", 4.5),
    ("on-red", "red-s", 4.5), ("clay", "surface", 4.5), ("clay", "clay-t", 4.5), ("slate", "surface", 4.5),
    ("slate", "slate-t", 4.5), ("on-night", "night", 7.0), ("night-link", "night", 4.5),
    ("ctl", "surface", 3.0), ("focus", "surface", 3.0), ("focus", "canvas", 3.0),
]  # fmt: skip
CUSTOMER_PAIRS = [
    ("ink", "canvas", 7.0), ("ink", "surface", 7.0), ("ink", "hover", 7.0), ("ink", "own", 7.0),
    ("ink", "red-t", 7.0), ("ink", "amber-t", 7.0),
    ("ink-2", "canvas", 7.0), ("ink-2", "surface", 7.0), ("ink-2", "hover", 4.5),
    ("ink-3", "canvas", 4.5), ("ink-3", "surface", 4.5), ("pine", "canvas", 4.5), ("pine", "surface", 4.5),
    ("pine", "pine-t", 4.5), ("on-pine", "pine", 4.5), ("red", "canvas", 4.5), ("red", "surface", 4.5),
    ("on-red", "red-s", 4.5), ("amber", "canvas", 4.5), ("on-panel", "panel", 7.0), ("on-panel-2", "panel", 4.5),
    ("on-own", "own", 4.5), ("ctl", "surface", 3.0), ("focus", "canvas", 3.0), ("focus", "surface", 3.0),
]  # fmt: skip


def blocks():
    """The declarations of each rule of the token file, by selector."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        declared = dict(re.findall(r"--([\w-]+):\s*([^;]*);", body))
        found.setdefault(" ".join(selector.split()), {}).update(declared)
    return found


def tokens(side, theme, contrast):
    """The value of every colour token where the switches stand as given."""
    found = blocks()
    declared = dict(found[SIDES[0]])
    if side == "customer":
        declared.update(next(body for selector, body in found.items() if selector.startswith(SIDES[1])))
    on = {theme, contrast}

    def value(text):
        text = text.strip()
        while match := re.search(r"var\(--([\w-]+)(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)", text):
            name, fallback = match[1], match[2]
            put = declared.get(name, "") if name in declared else fallback if name in on else ""
            text = f"{text[: match.start()]}{put}{text[match.end() :]}".strip()
        return text

    return {name: value(text) for name, text in declared.items()}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_of(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours_in(text):
    """The colours written in a style sheet, page, script or drawing; where a link leads is none."""
    return COLOUR.findall(re.sub(r"""href=["'][^"']*["']|url\([^)]*\)""", "", text))


def test_colours_are_written_in_the_token_file_only():
    written = [
        f"{path.relative_to(WEB)}: {colour}"
        for folder, endings in (("static", {".css", ".js", ".svg"}), ("templates", {".html"}))
        for path in sorted((WEB / folder).rglob("*"))
        if path.suffix in endings and path.name not in OUTSIDE and "vendor" not in path.parts
        for colour in colours_in(path.read_text(encoding="utf-8"))
    ]

    assert not written, "\n".join(written)


@pytest.mark.parametrize("text", ["a { color: #fff; }", "#0B6350", "rgba(0, 0, 0, .5)", "fill='hsl(1 2% 3%)'"])
def test_a_colour_is_noticed(text):
    assert len(colours_in(text)) == 1


@pytest.mark.parametrize("text", ["&#10003;", '<use href="/s/icons.svg#add"/>', "a[href='#face']", "#next { top: 0; }"])
def test_what_is_no_colour_is_let_be(text):
    assert colours_in(text) == []


@pytest.mark.parametrize("contrast", CONTRASTS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("side", ["staff", "customer"])
def test_every_colour_can_be_read_on_its_ground(side, theme, contrast):
    known = tokens(side, theme, contrast)
    pairs = PAIRS if side == "staff" else CUSTOMER_PAIRS

    poor = [
        f"{text} on {ground}: {contrast_of(known[text], known[ground]):.2f} < {least}"
        for text, ground, least in pairs
        if contrast_of(known[text], known[ground]) < least
    ]

    assert not poor, "\n".join(poor)


def test_both_themes_differ_and_every_token_has_a_value():
    light, dark = (tokens("staff", theme, "plain") for theme in THEMES)

    assert light["surface"] == "#FFFFFF"
    assert dark["surface"] == "#171A19"
    assert all(light.values())
    assert all(dark.values())


def test_every_icon_that_is_used_is_drawn():
    drawn = set(re.findall(r'symbol id="([\w-]+)"', (WEB / "static" / "icons.svg").read_text(encoding="utf-8")))
    sources = [*(WEB / "templates").rglob("*.html"), *WEB.glob("*.py")]

    used = {
        name
        for path in sources
        for name in re.findall(r"""(?:\{% icon |icon\()["']([\w-]+)["']""", path.read_text(encoding="utf-8"))
    }

    assert used <= drawn
