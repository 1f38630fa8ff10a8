"""Pictures: good ones come out upright and bare, bad ones come back with a sentence, unwanted ones go."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page
from tests.people.test_profiles import EMAIL, NAME, at, page_of, person
from tests.post import Mailbox
from tests.public import stage
from werkplaats.db import session
from werkplaats.errors import Refused
from werkplaats.files import File
from werkplaats.jobs import pictures
from werkplaats.people.models import Person, Photo

ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
RED, BLUE = (220, 30, 30), (30, 30, 220)


def bytes_of(image: Image.Image, format: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def halves(mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (800, 600), RED)
    image.paste(BLUE, (400, 0, 800, 600))
    return image.convert(mode)


def from_a_telephone() -> bytes:
    """Held on its side: to be turned a quarter to the right. It tells where it was made, and with what."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Secret Phone"
    exif.get_ifd(GPS)[1] = "N"
    return bytes_of(halves(), "JPEG", exif=exif, comment=b"secret comment")


def bomb() -> bytes:
    """20 000 by 20 000 points in some kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    points = zlib.compress(bytes(20_000 * 2501), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def moving(format: str) -> bytes:
    return bytes_of(halves(), format, save_all=True, append_images=[halves().rotate(90)])


def near(point: Any, colour: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(point, colour, strict=True))


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_a_good_picture_becomes_two_bare_squares() -> None:
    see_through = halves("RGBA")
    see_through.putalpha(Image.linear_gradient("L").resize((800, 600)).point(lambda value: 255 * (value > 127)))
    good = {
        "jpeg": bytes_of(halves(), "JPEG"),
        "cmyk": bytes_of(halves("CMYK"), "JPEG"),
        "grey": bytes_of(halves("L"), "JPEG"),
        "palette": bytes_of(halves("P"), "PNG"),
        "deep": bytes_of(halves("L").convert("I;16"), "PNG"),
        "see-through": bytes_of(see_through, "PNG"),
        "webp": bytes_of(halves(), "WEBP"),
        "telephone": from_a_telephone(),
    }
    made = {
        name: [opened(one.content) for one in pictures.squares(content, 640, 192)] for name, content in good.items()
    }
    for name, sizes in made.items():
        assert [(one.format, one.mode, one.size) for one in sizes] == [
            ("JPEG", "RGB", (640, 640)), ("JPEG", "RGB", (192, 192)),
        ], name  # fmt: skip
        assert all(not one.getexif() and "comment" not in one.info for one in sizes), name
    for name in ("jpeg", "cmyk", "palette", "webp"):
        large, _small = made[name]
        assert near(large.getpixel((40, 320)), RED) and near(large.getpixel((600, 320)), BLUE), name
    turned, _small = made["telephone"]
    assert near(turned.getpixel((320, 40)), RED) and near(turned.getpixel((320, 600)), BLUE)
    assert near(made["see-through"][0].getpixel((40, 40)), (255, 255, 255))
    content = from_a_telephone()
    assert b"Secret Phone" in content and not any(b"ecret" in one.content for one in pictures.squares(content, 640))


def test_a_whole_picture_keeps_its_proportions() -> None:
    wide = pictures.whole(bytes_of(halves("CMYK").resize((1600, 900)), "JPEG"), (1200, 1200), (480, 480))
    assert [opened(one.content).size for one in wide] == [(1200, 675), (480, 270)]
    assert [(one.width, one.height) for one in wide] == [(1200, 675), (480, 270)]
    (upright,) = pictures.whole(from_a_telephone(), (480, 480))
    turned = opened(upright.content)
    assert turned.size == (360, 480) and near(turned.getpixel((180, 20)), RED) and not turned.getexif()
    with pytest.raises(Refused) as refused:
        pictures.whole(bytes_of(halves().resize((1000, 200)), "PNG"), (1200, 1200))
    assert refused.value.msgid == pictures.TOO_STRETCHED


def test_a_bad_picture_gets_a_sentence() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    whole = bytes_of(halves(), "JPEG")
    bad = [
        (b"", pictures.EMPTY),
        (svg, pictures.NO_PICTURE),
        (b"MZ\x90\x00" + bytes(500), pictures.NO_PICTURE),
        (whole[: len(whole) // 2], pictures.NO_PICTURE),
        (b"\xff\xd8\xff" + bytes(100), pictures.NO_PICTURE),
        (bytes_of(halves(), "TIFF"), pictures.NO_PICTURE),
        (moving("GIF"), pictures.NO_PICTURE),
        (bomb(), pictures.TOO_LARGE),
        (moving("WEBP"), pictures.MOVES),
        (moving("PNG"), pictures.MOVES),
        (bytes_of(halves().resize((100, 900)), "PNG"), pictures.TOO_SMALL),
    ]
    for content, sentence in bad:
        with pytest.raises(Refused) as refused:
            pictures.squares(content, 640)
        assert refused.value.msgid == sentence


@POSTGRESQL_LATER
def test_a_picture_is_shown_waits_for_a_nod_when_public_and_goes_at_once(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition()
    speaker = at(app, stage.host(app, stage.slots(app, edition)[0], NAME, EMAIL))
    organiser, visitor = Browserless(app), Browserless(app)
    organiser.sign_in(make.organiser())

    def send(content: bytes, name: str = "ik.jpg", status: int = 303, **answers: str) -> Page:
        form = speaker.get("/mijn/taken/foto").form("/foto")
        answers = {**form, "alt_nl": "Sara lacht", "agrees": "y", **answers}
        page = speaker.post("/mijn/taken/foto", {**answers, "file": (io.BytesIO(content), name)}, status=status)
        return page

    nothing = speaker.send(speaker.get("/mijn/taken/foto"), "/foto", status=200)
    assert "Kies het bestand" in nothing.main
    unwilling = send(from_a_telephone(), status=200, agrees="", alt_nl="")
    assert "Vink aan dat we hem mogen gebruiken" in unwilling.main and "wat er op de foto staat" in unwilling.main
    send(b"MZ no picture")
    assert speaker.get("/mijn/taken/foto").headers["Refresh"] == "2"
    post.work()
    assert "We kunnen dit niet als foto openen" in speaker.get("/mijn/taken/foto").main

    send(from_a_telephone())
    post.work()
    assert visitor.get("/2027/sprekers/sara-spreekt").all("main img") == [], "it waits: they are public"
    nod = page_of(app, organiser, NAME)
    assert nod.one("main img").attrs["alt"] == "Sara lacht"
    new = organiser.http.get(nod.one("main img").attrs["src"], base_url=organiser.base_url)
    assert opened(new.data).size == (640, 640)
    organiser.send(nod, "/wijziging", do="yes")
    shown = visitor.get("/2027/sprekers/sara-spreekt").one("main img").attrs
    picture = visitor.http.get(shown["src"], base_url=visitor.base_url)
    assert shown["alt"] == "Sara lacht" and picture.content_type == "image/jpeg"
    assert hashlib.sha256(picture.data).hexdigest() in shown["src"]
    kept = {"If-None-Match": picture.headers["ETag"]}
    assert picture.headers["Cache-Control"] == "no-cache"
    assert visitor.get(shown["src"], status=304, headers=kept).response.data == b""
    assert "Set-Cookie" not in picture.headers and picture.headers["X-Content-Type-Options"] == "nosniff"

    speaker.send(speaker.get("/mijn/taken/foto"), "/foto", alt_nl="Sara kijkt op")
    assert visitor.get("/2027/sprekers/sara-spreekt").one("main img").attrs["alt"] == "Sara kijkt op"
    send(bytes_of(halves("L"), "PNG"))
    post.work()
    organiser.send(page_of(app, organiser, NAME), "/wijziging", do="no")
    assert visitor.get("/2027/sprekers/sara-spreekt").one("main img").attrs["src"] == shown["src"]
    speaker.send(speaker.get("/mijn/taken/profiel/voorbeeld"), "/weg")
    visitor.get(shown["src"], status=404, headers=kept)
    speaker.send(speaker.get("/mijn/taken/foto"), "/weg")
    assert person(app, NAME).photo_id is None
    with app.app_context():
        for table in (Photo, File):
            assert session.scalars(select(table)).all() == [], "no picture is left behind"
        assert session.scalars(select(Person.new_photo_id)).one() is None
