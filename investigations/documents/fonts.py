"""Which typefaces does a document carry? The house faces, and of the others only the parts its characters need."""

import html as entities
import json
import os
import re
import tempfile
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import woff2

# Package and the cuts taken of it.
SERIF, SANS, MONO = "source-serif-4", "public-sans", "source-code-pro"
CUTS = {
    SERIF: ["400-normal", "400-italic", "600-normal", "600-italic"],
    SANS: ["400-normal", "600-normal", "700-normal"],
    MONO: ["400-normal"],
    # For letters that the house faces lack: other scripts, symbols, and emoji as line drawings.
    "noto-sans": ["400-normal"],
    "noto-sans-arabic": ["400-normal"],
    "noto-sans-bengali": ["400-normal"],
    "noto-sans-gurmukhi": ["400-normal"],
    "noto-sans-symbols-2": ["400-normal"],
    "noto-emoji": ["400-normal"],
}
HOUSE = (SERIF, SANS, MONO)
# What the house faces surely have: Latin-1 and the usual punctuation.
ALWAYS = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "\u200b–—‘’“”…•€\n\t")}


class FontsMissing(Exception):
    pass


def typefaces(html: str) -> tuple[str, dict[str, Path]]:
    """A style sheet that sets --serif, --sans and --mono for the characters of `html`, and the files it names."""
    used = {ord(character) for character in set(entities.unescape(html))}
    rules, files, families = [], {}, {package: [] for package in CUTS}
    for package, cuts in CUTS.items():
        wanted = used | ALWAYS if package in HOUSE else used - ALWAYS
        for subset, points in _subsets(package).items():
            if wanted.isdisjoint(points):
                continue
            # A family for each subset: files of one family are taken for one font, and their letters mixed up.
            subset = subset.strip("[]")
            family = f"{package} {subset}"
            families[package].append(f'"{family}"')
            for one in cuts:
                path = _unpacked(_folder(package) / "files" / f"{package}-{subset}-{one}.woff2")
                weight, style = one.split("-")
                files[f"fonts/{path.name}"] = path
                # No unicode-range: it would claim letters that the file has not, and blank boxes be printed.
                rules.append(
                    f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style};'
                    f' src: url("asset:fonts/{path.name}") }}'
                )
    rules.append(f":root {{ {_stacks(families)} }}")
    return "\n".join(rules), files


def numbers_face() -> Path:
    """The typeface of the page numbers, for pages whose numbers are known last."""
    return _unpacked(_folder(SANS) / "files" / f"{SANS}-latin-400-normal.woff2")


def _unpacked(packed: Path) -> Path:
    """The same typeface as the layout reads it.  Unpacking all of them took longer than setting a letter, so it is
    done once for this site and kept in its data folder."""
    about = packed.stat()
    place = Path(settings.DATA_DIR) / "fonts" / f"{packed.stem}-{about.st_size}-{about.st_mtime_ns}.ttf"
    if not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, written = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                woff2.decompress(packed, file)
            os.replace(written, place)  # whoever else unpacks it at the same moment writes the same
        except BaseException:
            os.unlink(written)
            raise
    return place


def _stacks(families: dict[str, list[str]]) -> str:
    others = [family for package in CUTS if package not in HOUSE for family in families[package]]
    names = {"--serif": (SERIF, "serif"), "--sans": (SANS, "sans-serif"), "--mono": (MONO, "monospace")}
    return " ".join(
        f"{name}: {', '.join([*families[package], *others, generic])};" for name, (package, generic) in names.items()
    )


def _folder(package: str) -> Path:
    return Path(settings.BASE_DIR) / "node_modules" / "@fontsource" / package


@cache
def _subsets(package: str) -> dict[str, frozenset[int]]:
    listing = _folder(package) / "unicode.json"
    if listing.exists():
        return {subset: _points(ranges) for subset, ranges in json.loads(listing.read_text()).items()}
    if package in HOUSE:
        raise FontsMissing("The typefaces for documents are not installed. Run “npm ci” in the folder of the site.")
    return {}


def _points(ranges: str) -> frozenset[int]:
    spans = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges, re.IGNORECASE)
    return frozenset(point for first, last in spans for point in range(int(first, 16), int(last or first, 16) + 1))
