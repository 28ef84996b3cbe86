"""A form as one HTML page for the printer; everything filled in is escaped, and nothing in it runs."""

from __future__ import annotations

from html import escape

from classify.forms.form import Form, Row, words

__all__ = ["html_of"]

STYLE = (
    'body{font:14pt/1.5 "SimSun","Songti SC","Noto Serif CJK SC",serif;margin:20mm auto;max-width:175mm;color:#000}'
    "h1{font-size:20pt;text-align:center;margin:0 0 8mm}table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #000;padding:2mm 3mm;text-align:left;vertical-align:top;font-size:12pt;overflow-wrap:anywhere}"
    "th{width:42mm;font-weight:normal}tr{break-inside:avoid}p{margin:0 0 1mm}"
    ".empty{height:8mm}.sign{text-align:right;white-space:pre}"
    ".notes{font-size:10pt;margin-top:4mm}@page{size:A4;margin:15mm}@media print{body{margin:0}}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_of(form: Form) -> str:
    """Write a form as a page that needs nothing else."""
    rows = "\n".join(f"<tr><th>{escape(row.label)}</th><td>{_cell(row)}</td></tr>" for row in form.rows)
    notes = "".join(f"<p>{escape(note)}</p>" for note in form.notes)
    return (
        f'<!doctype html>\n<html lang="{form.lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(form.title)}</title><style>{STYLE}</style></head>\n"
        f'<body><h1>{escape(form.title)}</h1><table>\n{rows}\n</table><div class="notes">{notes}</div></body></html>\n'
    )


def _cell(row: Row) -> str:
    parts = [f"<p>{escape(line)}</p>" for line in row.filled]
    if row.choices:
        parts.append("<p>" + "　".join(f"{words('box', 'zh')}{escape(choice)}" for choice in row.choices) + "</p>")
    parts += ['<p class="empty"></p>'] * row.lines
    if row.signature is not None:
        parts.append(f'<p class="sign">{escape(row.signature)}</p>')
    return "".join(parts)
