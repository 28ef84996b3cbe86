"""A form as a Word document. The same form gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

from classify.errors import InputError
from classify.forms.form import Form, Row, words

__all__ = ["docx_of"]

FONTS: Final = {"zh": "SimSun", "en": "Times New Roman"}
LABEL_MM, VALUE_MM = 42, 128
FIXED_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the file bears: a form tells its days in its rows."""


def docx_of(form: Form) -> bytes:
    """Write a form as a DOCX file. Raises InputError `extra-missing` where python-docx is not installed."""
    try:
        from docx import Document  # noqa: PLC0415 -- the extra `forms`
        from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
        from docx.oxml.ns import qn  # noqa: PLC0415
        from docx.shared import Mm, Pt  # noqa: PLC0415
    except ImportError as error:
        raise InputError("extra-missing", name="forms") from error
    page = Document()
    style: Any = page.styles["Normal"]
    style.font.name, style.font.size = FONTS[form.lang], Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONTS["zh"])
    heading = page.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(form.title)
    run.bold, run.font.size = True, Pt(18)
    table = page.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for row in form.rows:
        label, value = table.add_row().cells
        label.width, value.width = Mm(LABEL_MM), Mm(VALUE_MM)
        label.text = row.label
        value.text = "\n".join(_lines(row))
        if row.signature is not None:
            value.add_paragraph(row.signature).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for note in form.notes:
        page.add_paragraph(note)
    told = page.core_properties
    told.title, told.author, told.comments = form.title, "", ""
    told.created = told.modified = datetime(*FIXED_DAY, tzinfo=UTC)
    made = io.BytesIO()
    page.save(made)
    return _same_bytes(made)


def _lines(row: Row) -> list[str]:
    boxes = ["　".join(f"{words('box', 'zh')}{choice}" for choice in row.choices)] if row.choices else []
    return [*row.filled, *boxes, *([""] * row.lines)]


def _same_bytes(made: io.BytesIO) -> bytes:
    """Write the parts again with a fixed day, in their order."""
    again = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()
