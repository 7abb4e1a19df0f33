"""Faces are looked for in a limited child, and what is found is a suggestion around the whole head."""

import io

from PIL import Image, ImageDraw, ImageFilter

from investigations.documents.burnt import suggested_faces


def drawn_face() -> Image.Image:
    """Light and shade as on a face seen from the front: what the detector goes by."""
    made = Image.new("L", (400, 500), 150)
    draw = ImageDraw.Draw(made)
    draw.ellipse((85, 40, 315, 190), fill=70)
    draw.ellipse((110, 60, 290, 430), fill=215)
    for x in (150, 250):
        draw.ellipse((x - 34, 190, x + 34, 222), fill=120)
        draw.rectangle((x - 34, 172, x + 34, 182), fill=80)
        draw.ellipse((x - 22, 195, x + 22, 217), fill=235)
        draw.ellipse((x - 10, 195, x + 10, 217), fill=30)
    draw.polygon((192, 215, 208, 215, 222, 300, 178, 300), fill=232)
    draw.ellipse((178, 288, 222, 310), fill=170)
    draw.ellipse((155, 335, 245, 372), fill=120)
    draw.rectangle((160, 350, 240, 354), fill=60)
    return made.filter(ImageFilter.GaussianBlur(6))


def as_jpeg(picture: Image.Image) -> bytes:
    held = io.BytesIO()
    picture.convert("RGB").save(held, "JPEG")
    return held.getvalue()


def test_a_face_is_suggested_with_its_hair_and_chin_and_an_empty_wall_is_not():
    wall = Image.new("L", (1000, 800), 190)
    assert suggested_faces(as_jpeg(wall)) == []
    wall.paste(drawn_face(), (300, 150))
    [(x, y, w, h)] = suggested_faces(as_jpeg(wall))
    assert x < 0.42 and x + w > 0.58, "from ear to ear"
    assert y < 0.35 and y + h > 0.7, "from the hair to the chin"
