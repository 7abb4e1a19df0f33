"""Is this a drawn signature?  Strokes of points in a box, as the browser sends them; read strictly, for it is kept."""

import json
from typing import Any

WIDTH, HEIGHT = 600, 180
MOST_STROKES = 80
MOST_POINTS = 3_000
LONGEST = 60_000
SMALLEST = 60  # how far it has to reach across the box, so that a slip of the pen is no signature


class BadDrawing(ValueError):
    """What was drawn does not do; the words are for the person who drew it."""


def read_strokes(drawn: Any) -> list[list[list[int]]]:
    """The strokes, each a list of [x, y] within the box; BadDrawing with a sentence otherwise."""
    strokes = _parsed(drawn)
    if not isinstance(strokes, list) or not 0 < len(strokes) <= MOST_STROKES:
        raise BadDrawing(f"Draw your signature in at most {MOST_STROKES} strokes, or type your name instead.")
    if not all(isinstance(stroke, list) and stroke for stroke in strokes):
        raise BadDrawing("The drawing could not be read. Draw it again, or type your name instead.")
    if sum(len(stroke) for stroke in strokes) > MOST_POINTS:
        raise BadDrawing("The drawing has too many lines. Draw it again, or type your name instead.")
    points = [point for stroke in strokes for point in stroke]
    if not all(_is_point(point) for point in points):
        raise BadDrawing("The drawing reaches out of the box. Draw it again, or type your name instead.")
    across = [point[0] for point in points], [point[1] for point in points]
    if max(max(side) - min(side) for side in across) < SMALLEST:
        raise BadDrawing("The drawing is too small to be a signature. Draw it larger, or type your name instead.")
    return strokes


def _parsed(drawn: Any) -> Any:
    if not isinstance(drawn, str):
        return drawn
    if len(drawn) > LONGEST:
        raise BadDrawing("The drawing has too many lines. Draw it again, or type your name instead.")
    try:
        return json.loads(drawn)
    except (ValueError, RecursionError) as broken:
        raise BadDrawing("The drawing could not be read. Draw it again, or type your name instead.") from broken


def _is_point(point: Any) -> bool:
    return (
        isinstance(point, list)
        and len(point) == 2
        and all(type(value) is int for value in point)
        and 0 <= point[0] <= WIDTH
        and 0 <= point[1] <= HEIGHT
    )
