"""Files for the practice ward, drawn here: a “scanned” page as PDF and pictures as JPEG. They show nobody."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from core.files.uploads import CheckedUpload, check_upload

PAGE = (620, 877)  # A4 at 75 dots an inch
PICTURE = (960, 640)
PAPER, INK, PALE = (252, 251, 246), (60, 60, 68), (150, 150, 158)
MARK = "ẢNH MINH HỌA – TẬP SỰ"
FONT = "LiberationSerif-Regular.ttf"
SKY, GROUND, WALLS = (188, 214, 236), (206, 200, 190), [(232, 214, 180), (214, 226, 214), (236, 224, 220)]


def scan(name: str, title: str, seed: str) -> CheckedUpload:
    """One page like a scanned paper: its title, lines of writing, a signature."""
    image = Image.new("RGB", PAGE, PAPER)
    draw, chance = ImageDraw.Draw(image), random.Random(seed)  # noqa: S311 - a drawing
    _write(draw, (310, 70), "ĐẢNG ỦY PHƯỜNG YÊN BÁI", 18, anchor="ma")
    _write(draw, (310, 140), title, 20, anchor="ma")
    for row in range(22):
        length = chance.randrange(330, 480) if row % 6 == 5 else 500
        _scribble(draw, chance, 60, 210 + row * 22, length)
    _scribble(draw, chance, 400, 740, 120, height=14)
    _write(draw, (310, 840), MARK, 12, anchor="ma", ink=PALE)
    data = io.BytesIO()
    image.convert("L").save(data, "PDF", resolution=75)
    return _checked(name, data)


def picture(name: str, seed: str) -> CheckedUpload:
    """A street of houses with trees and flowers."""
    chance = random.Random(seed)  # noqa: S311 - a drawing
    image = Image.new("RGB", PICTURE, SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, *PICTURE), fill=GROUND)
    left = 0
    while left < PICTURE[0]:
        width, top = chance.randrange(120, 220), chance.randrange(180, 300)
        draw.rectangle((left, top, left + width - 8, 450), fill=chance.choice(WALLS), outline=(170, 160, 150))
        draw.rectangle((left + 30, 360, left + 70, 450), fill=(120, 92, 70))
        left += width
    for _ in range(90):
        x, y = chance.randrange(PICTURE[0]), chance.randrange(450, 500)
        draw.ellipse((x, y, x + 14, y + 14), fill=chance.choice([(214, 60, 70), (240, 190, 60), (80, 150, 80)]))
    _write(draw, (20, 600), MARK, 22, ink=(90, 90, 90))
    data = io.BytesIO()
    image.save(data, "JPEG", quality=72)
    return _checked(name, data)


def _checked(name: str, data: io.BytesIO) -> CheckedUpload:
    """As every upload is judged."""
    return check_upload(SimpleUploadedFile(name, data.getvalue()))


def _scribble(draw, chance, x: int, y: int, length: int, height: int = 6) -> None:
    end = x + length
    while x < end:
        word = min(chance.randrange(14, 60), end - x)
        draw.line((x, y, x + word, y + chance.randrange(-1, 2)), fill=INK, width=max(2, height // 3))
        x += word + 10


def _write(draw, place, text: str, size: int, anchor: str = "la", ink=INK) -> None:
    """Nothing is written on a machine without the font: the built-in one has no Vietnamese letters."""
    try:
        font = ImageFont.truetype(FONT, size)
    except OSError:
        return
    draw.text(place, text, font=font, fill=ink, anchor=anchor)
