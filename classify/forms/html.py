"""A form as one HTML page for the printer; everything filled in is escaped, and nothing in it runs."""

from __future__ import annotations

from html import escape

from classify.forms.form import Form, Row

__all__ = ["html_of"]

STYLE = (
    'body{font:10.5pt/1.25 "SimSun","Songti SC","Noto Serif CJK SC",serif;margin:20mm auto;max-width:170mm;color:#000}'
    'h1{font:bold 18pt/1.2 "SimHei","Heiti SC","Noto Sans CJK SC",sans-serif;text-align:center;margin:0 0 3mm}'
    "p{margin:0 0 .5mm}.head{margin-bottom:1mm}"
    ".warning{border:2px solid #000;padding:1mm 3mm;margin-bottom:2mm;font-weight:bold}"
    "table{border-collapse:collapse;width:100%;border:1.5px solid #000}"
    "th,td{border:1px solid #000;padding:.5mm 2mm;text-align:left;vertical-align:middle;height:4.5mm;overflow-wrap:anywhere}"
    "th{width:40mm;font-weight:normal;text-align:center;vertical-align:middle;text-wrap:balance}"
    ".whole{break-inside:avoid}.long td{font-size:10pt}"
    ".line{height:4mm;margin:0}.sign{text-align:right;white-space:pre;margin:0}"
    ".notes{font-size:9pt;margin-top:2mm}@media print{body{margin:0;max-width:none}}"
)
PAGE = "@page{size:A4;margin:13mm 20mm;@bottom-center{content:'%s  ' counter(page) ' / ' counter(pages);font-size:9pt}}"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_of(form: Form) -> str:
    """Write a form as a page that needs nothing else."""
    top, rows = ("\n".join(map(_row, part)) for part in (form.rows[: form.top], form.rows[form.top :]))
    notes = "".join(f"<p>{escape(note)}</p>" for note in form.notes)
    head = "" if form.head is None else f'<p class="head">{escape(form.head)}</p>'
    warning = "" if form.warning is None else f'<p class="warning">{escape(form.warning)}</p>'
    return (
        f'<!doctype html>\n<html lang="{form.lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(form.title)}</title><style>{STYLE}{PAGE % form.title}</style></head>\n"
        f"<body><h1>{escape(form.title)}</h1>{head}{warning}"
        f'<table>\n<thead>\n{top}\n</thead><tbody>\n{rows}\n</tbody>\n</table><div class="notes">{notes}</div></body></html>\n'
    )


def _row(row: Row) -> str:
    return f'<tr class="{"whole" if row.whole else "long"}"><th>{escape(row.label)}</th><td>{_cell(row)}</td></tr>'


def _cell(row: Row) -> str:
    parts = [f"<p>{escape(line)}</p>" for line in (*row.filled, *([row.boxes] if row.choices else ()))]
    parts += ['<p class="line"></p>'] * row.lines
    if row.signature is not None:
        parts.append(f'<p class="sign">{escape(row.signature)}</p>')
    return "".join(parts)
