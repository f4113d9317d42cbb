"""The mark of verification on a paper: a QR and the same in words, so that a telephone or a hand may check it."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from reports.documents.glyphs import printable


@dataclass(frozen=True, slots=True)
class Imprint:
    """`code` as printed, with its line of the log, `place` where it is typed in, `address` what the QR opens."""

    code: str
    place: str
    address: str
    fingerprint: str

    @property
    def lines(self) -> list[str]:
        """The same in words alone, for a sheet."""
        return [
            f"Mã kiểm chứng: {self.code}",
            f"Dấu vân: {self.fingerprint}",
            f"Nhập mã tại {self.place}",
        ]

    @property
    def context(self) -> dict[str, str]:
        return {
            "qr": segno.make(self.address, error="m", micro=False).svg_data_uri(border=0, omitsize=True),
            "code": printable(self.code),
            "place": printable(self.place),
            "fingerprint": printable(self.fingerprint),
        }
