"""Files nothing points at go after a day; those in use, and those of the last day, stay."""

import os
from io import StringIO

import pytest
from django.core.management import call_command

from core.files import uploads
from core.models import StoredFile
from models_registry.models import Attachment
from tests.core.files.sample_files import check, image_bytes, pdf_bytes
from tests.support import factories as make


@pytest.mark.django_db
def test_only_what_nothing_uses_for_a_day_is_removed(tmp_path, settings, at):
    settings.PRIVATE_ROOT = tmp_path
    at(2026, 11, 20, 9)
    ward = make.make_ward()
    row = make.make_initiative(make.make_unit(ward), make.make_cycle(ward))
    used = uploads.keep(check("a.jpg", image_bytes(size=(900, 600))), ward_key=ward.pk)
    thumb = uploads.keep_thumb(check("a.jpg", image_bytes(size=(900, 600))), ward_key=ward.pk)
    Attachment.objects.create(
        ward_id=row.ward_id, initiative=row, file=used, thumb=thumb, name="a.jpg", removed_at=row.created_at
    )
    left = uploads.keep(check("b.pdf", pdf_bytes()), ward_key=ward.pk)
    broken_off = tmp_path / f"{ward.pk}/ab/cd/.upload"
    broken_off.parent.mkdir(parents=True)
    broken_off.write_bytes(b"half")
    moment = at(2026, 11, 22, 9).timestamp()
    for path in (tmp_path / left.place, broken_off, tmp_path / used.place):
        os.utime(path, (moment - 100_000, moment - 100_000))
    fresh = uploads.keep(check("c.png", image_bytes("PNG")), ward_key=ward.pk)
    os.utime(tmp_path / fresh.place, (moment, moment))
    os.utime(tmp_path / thumb.place, (moment, moment))
    told = StringIO()
    call_command("purge_files", stdout=told)
    assert told.getvalue().startswith("Đã bỏ 1 dòng, 2 tệp")
    assert set(StoredFile.objects.all()) == {used, thumb, fresh}
    kept = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert kept == {used.place, thumb.place, fresh.place}
