"""A form as a Word document. The same form gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any, Final

from classify.errors import InputError
from classify.forms.form import Form

__all__ = ["docx_of"]

FONT: Final = {"zh": "SimSun", "en": "Times New Roman"}
EAST_ASIAN, HEADING = "SimSun", "SimHei"
PAPER_MM, MARGIN_MM, TOP_MM, LABEL_MM, ROW_MM = (210, 297), 20, 13, 40, 6
TITLE_PT, TEXT_PT, LONG_PT, NOTE_PT = 18, 10.5, 10, 9
FIXED_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The day that every part of the file bears: a form tells its days in its rows."""


def docx_of(form: Form) -> bytes:
    """Write a form as a DOCX file. Raises InputError `extra-missing` where python-docx is not installed."""
    try:
        from docx import Document  # noqa: PLC0415 -- the extra `forms`
        from docx.shared import Mm, Pt  # noqa: PLC0415
    except ImportError as error:
        raise InputError("extra-missing", name="forms") from error
    page = Document()
    paper = page.sections[0]
    paper.page_width, paper.page_height = map(Mm, PAPER_MM)
    paper.left_margin = paper.right_margin = Mm(MARGIN_MM)
    paper.top_margin = paper.bottom_margin = Mm(TOP_MM)
    paper.footer_distance = Mm(TOP_MM / 2)
    style: Any = page.styles["Normal"]
    style.font.name, style.font.size = FONT[form.lang], Pt(TEXT_PT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
    _east_asian(style.element.rPr, EAST_ASIAN)
    _title(page, form.title)
    if form.head is not None:
        page.add_paragraph(form.head)
    if form.warning is not None:
        page.add_paragraph().add_run(form.warning).bold = True
    _table(page, form)
    for note in form.notes:
        page.add_paragraph().add_run(note).font.size = Pt(NOTE_PT)
    _foot(paper.footer.paragraphs[0], form.title)
    told = page.core_properties
    told.title, told.author, told.comments = form.title, "", ""
    told.created = told.modified = datetime(*FIXED_DAY, tzinfo=UTC)
    made = io.BytesIO()
    page.save(made)
    return _same_bytes(made)


def _title(page: Any, text: str) -> None:  # noqa: ANN401 -- python-docx's objects
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 -- the extra `forms`
    from docx.shared import Pt  # noqa: PLC0415

    heading = page.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(4)
    run = heading.add_run(text)
    run.bold, run.font.size, run.font.name = True, Pt(TITLE_PT), HEADING
    _east_asian(run._element.rPr, HEADING)  # noqa: SLF001 -- the library has no other way to name the font of Chinese


def _table(page: Any, form: Form) -> None:  # noqa: ANN401 -- python-docx's objects
    from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE  # noqa: PLC0415 -- the extra `forms`
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.shared import Mm, Pt  # noqa: PLC0415

    table = page.add_table(rows=0, cols=2)
    table.style, table.autofit = "Table Grid", False
    widths = (Mm(LABEL_MM), Mm(PAPER_MM[0] - 2 * MARGIN_MM - LABEL_MM))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(form.rows):
        line = table.add_row()
        line.height, line.height_rule = Mm(ROW_MM), WD_ROW_HEIGHT_RULE.AT_LEAST
        label, value = line.cells
        label.width, value.width = widths
        label.text = row.label
        label.vertical_alignment = value.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        label.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        texts = [*row.filled, *([row.boxes] if row.choices else ()), *([""] * row.lines)] or [""]
        value.paragraphs[0].text = texts[0]
        for text in texts[1:]:
            value.add_paragraph(text)
        if row.signature is not None:
            value.add_paragraph(row.signature).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        marks = ["w:cantSplit"] if row.whole else []
        marks += ["w:tblHeader"] if number < form.top else []
        for mark in marks:
            line._tr.get_or_add_trPr().append(OxmlElement(mark))  # noqa: SLF001 -- the library has no name for it
        if not row.whole:
            for run in (run for paragraph in value.paragraphs for run in paragraph.runs):
                run.font.size = Pt(LONG_PT)


def _foot(foot: Any, title: str) -> None:  # noqa: ANN401 -- python-docx's objects
    """Say on each page of which form it is, and which of how many: what is signed on the last one covers them all."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415 -- the extra `forms`
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, part in ((f"{title}　", "PAGE"), (" / ", "NUMPAGES")):
        foot.add_run(text)
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), part)
        foot._p.append(number)  # noqa: SLF001 -- the library has no name for a field


def _east_asian(properties: Any, font: str) -> None:  # noqa: ANN401 -- python-docx's objects
    from docx.oxml.ns import qn  # noqa: PLC0415 -- the extra `forms`

    properties.rFonts.set(qn("w:eastAsia"), font)


def _same_bytes(made: io.BytesIO) -> bytes:
    """Write the parts again with a fixed day, in their order."""
    again = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED_DAY), old.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()
