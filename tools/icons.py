"""Draw the app's icons from the ring that is Amends: `python tools/icons.py`, or with --check to compare."""

import io
import math
import re
import sys
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).resolve().parents[1] / "src" / "amends" / "web" / "static"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
FINER = 4  # drawn so many times larger and scaled down, which smooths the edges

# The ring of mark.svg on its grid of 24: centre, radius, and where its gap for the tick lies.
CENTRE, RADIUS, GAP_FROM, GAP_TO = (11.7, 12.1), 8.9, -70.0, -19.0
TICK = [(8.0, 11.6), (11.7, 15.3), (20.4, 5.0)]
RING_WIDTH, TICK_WIDTH = 2.8, 3.0
SHARE = {"app": 0.78, "maskable": 0.56}  # a mask may cut away all but the inner four fifths


def colour(token: str) -> str:
    found = re.search(rf"--{token}:[^;]*?var\(--light, (#[0-9A-Fa-f]{{6}})\)", TOKENS)
    return found[1] if found else sys.exit(f"tokens.css has no light value for {token}")


def draw(kind: str, size: int) -> bytes:
    side = size * FINER
    scale = side * SHARE[kind] / 24
    start = (side - 24 * scale) / 2
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    corner = 0 if kind == "maskable" else side * 0.22
    pen.rounded_rectangle((0, 0, side - 1, side - 1), corner, fill=colour("pine"))

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return start + point[0] * scale, start + point[1] * scale

    half = RING_WIDTH / 2
    corners = [at((CENTRE[0] + side * (RADIUS + half), CENTRE[1] + side * (RADIUS + half))) for side in (-1, 1)]
    pen.arc([*corners[0], *corners[1]], GAP_TO, 360 + GAP_FROM, fill=colour("on-pine"), width=round(RING_WIDTH * scale))
    pen.line([at(point) for point in TICK], fill=colour("on-pine"), width=round(TICK_WIDTH * scale))
    ends = [
        (CENTRE[0] + RADIUS * math.cos(math.radians(turn)), CENTRE[1] + RADIUS * math.sin(math.radians(turn)))
        for turn in (GAP_FROM, GAP_TO)
    ]
    for points, width in ((ends, RING_WIDTH), (TICK, TICK_WIDTH)):
        for x, y in map(at, points):
            half = width * scale / 2
            pen.ellipse((x - half, y - half, x + half, y + half), fill=colour("on-pine"))
    drawn = io.BytesIO()
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    small.quantize(64, Image.Quantize.FASTOCTREE).save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def main() -> None:
    stale = []
    for kind in SHARE:
        for size in (192, 512):
            path = STATIC / "icons" / f"{kind}-{size}.png"
            if "--check" in sys.argv:
                same = (
                    path.exists() and Image.open(path).tobytes() == Image.open(io.BytesIO(draw(kind, size))).tobytes()
                )
                stale += [] if same else [path.name]
            else:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(draw(kind, size))
    if stale:
        sys.exit(f"not as tools/icons.py draws them: {', '.join(stale)}")


if __name__ == "__main__":
    main()
