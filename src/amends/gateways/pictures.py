"""
Pictures from strangers' hands, drawn anew: what comes out holds pixels and nothing that came in.

No metadata, no trailing bytes, no format that can carry a program survives it.
"""

from __future__ import annotations

from io import BytesIO

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 16_000_000  # a small file may claim to be a picture of many gigabytes
LOGO_SIZE = (480, 160)  # shown at a third of it, so that it is sharp on every screen


class NotAPicture(ValueError):
    """These bytes are not one of the formats we draw, or are broken, or claim to be far too large."""


def logo(data: bytes) -> bytes:
    """Return a picture as a PNG that fits 480 × 160; raises NotAPicture."""
    from PIL import Image, ImageFile, UnidentifiedImageError  # noqa: PLC0415 - megabytes, needed once in an installation's life

    if len(data) > MOST_BYTES:
        raise NotAPicture
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets torn pictures pass, in the whole process
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as given:
            if given.width * given.height > MOST_PIXELS:
                raise NotAPicture
            drawn = given.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotAPicture from error
    drawn.thumbnail(LOGO_SIZE)
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    png = BytesIO()
    clean.save(png, "PNG", optimize=True)  # into memory; it is no row
    return png.getvalue()
