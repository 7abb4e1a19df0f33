"""Where on a picture might faces be?  Runs in the child only.  A suggestion: it overlooks faces and sees some in clouds."""

from collections.abc import Callable
from pathlib import Path

MOST = 60
#: Hair and chin belong to a face as well: the detector's square is grown by this part of itself on each side.
GROWN = 0.18
SMALLEST = 24  # pixels


def faces(source: Path, *, seal: Callable) -> list[list[float]]:
    """[x, y, w, h] in fractions of the picture, from the top to the bottom."""
    import cv2

    cv2.setNumThreads(1)
    finders = [cv2.CascadeClassifier(cv2.data.haarcascades + name) for name in CASCADES]
    seal()
    picture = cv2.imread(str(source), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        return []
    height, width = picture.shape
    even = cv2.equalizeHist(picture)
    found: list[tuple[int, int, int, int]] = []
    for finder in finders:
        for seen in (even, cv2.flip(even, 1)) if finder is finders[-1] else (even,):
            for x, y, w, h in finder.detectMultiScale(seen, 1.1, 6, minSize=(SMALLEST, SMALLEST)):
                left = x if seen is even else width - x - w
                if not any(_same((left, y, w, h), other) for other in found):
                    found.append((int(left), int(y), int(w), int(h)))
    return sorted((_grown(one, width, height) for one in found[:MOST]), key=lambda box: (box[1], box[0]))


CASCADES = ("haarcascade_frontalface_default.xml", "haarcascade_profileface.xml")


def _same(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    """Whether the middle of one lies in the other."""
    x, y = one[0] + one[2] / 2, one[1] + one[3] / 2
    return other[0] <= x <= other[0] + other[2] and other[1] <= y <= other[1] + other[3]


def _grown(face: tuple[int, int, int, int], width: int, height: int) -> list[float]:
    x, y, w, h = face
    left, top = max(0.0, x - w * GROWN), max(0.0, y - h * GROWN)
    right, bottom = min(width, x + w * (1 + GROWN)), min(height, y + h * (1 + GROWN))
    return [
        round(left / width, 4),
        round(top / height, 4),
        round((right - left) / width, 4),
        round((bottom - top) / height, 4),
    ]
