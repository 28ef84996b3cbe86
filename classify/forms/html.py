"""A form as one HTML page for the printer; everything filled in is escaped, and nothing in it runs."""

from __future__ import annotations

from html import escape

from classify.forms.form import Form, Row

__all__ = ["html_of"]

STYLE = (
    'body{font:12pt/1.5 "SimSun","Songti SC","Noto Serif CJK SC",serif;margin:20mm auto;max-width:170mm;color:#000}'
    'h1{font:bold 20pt/1.4 "SimHei","Heiti SC","Noto Sans CJK SC",sans-serif;text-align:center;margin:0 0 6mm}'
    "p{margin:0 0 1mm}.head{white-space:pre-wrap;margin-bottom:2mm}"
    ".warning{border:2px solid #000;padding:2mm 3mm;margin-bottom:3mm;font-weight:bold}"
    "table{border-collapse:collapse;width:100%;border:1.5px solid #000}"
    "th,td{border:1px solid #000;padding:2mm 3mm;text-align:left;vertical-align:top;height:6mm;overflow-wrap:anywhere}"
    "th{width:34mm;font-weight:normal;text-align:center;vertical-align:middle;text-wrap:balance}"
    ".whole{break-inside:avoid}.long td{font-size:10.5pt;line-height:1.4}"
    ".line{height:7mm;margin:0}.sign{text-align:right;white-space:pre;margin-top:2mm}"
    ".notes{font-size:10pt;margin-top:4mm}@media print{body{margin:0;max-width:none}}"
    "@page{size:A4;margin:20mm;@bottom-center{content:counter(page) ' / ' counter(pages);font-size:10pt}}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_of(form: Form) -> str:
    """Write a form as a page that needs nothing else."""
    rows = "\n".join(_row(row) for row in form.rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in form.notes)
    warning = "" if form.warning is None else f'<p class="warning">{escape(form.warning)}</p>'
    return (
        f'<!doctype html>\n<html lang="{form.lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(form.title)}</title><style>{STYLE}</style></head>\n"
        f'<body><h1>{escape(form.title)}</h1><p class="head">{escape(form.head)}</p>{warning}'
        f'<table>\n{rows}\n</table><div class="notes">{notes}</div></body></html>\n'
    )


def _row(row: Row) -> str:
    return f'<tr class="{"whole" if row.whole else "long"}"><th>{escape(row.label)}</th><td>{_cell(row)}</td></tr>'


def _cell(row: Row) -> str:
    parts = [f"<p>{escape(line)}</p>" for line in (*row.filled, *([row.boxes] if row.choices else ()))]
    parts += ['<p class="line"></p>'] * row.lines
    if row.signature is not None:
        parts.append(f'<p class="sign">{escape(row.signature)}</p>')
    return "".join(parts)
