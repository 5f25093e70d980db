"""One A4 page as PDF: the report, in letters as large as they may be so that all of it fits."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import matplotlib
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from dialogs.report import Report

MARGIN: Final = 15.0
"""Millimetres."""
SIZES: Final = (9.5, 8.5, 7.5, 6.5)
"""Points, the largest first: the first that fits on one page is taken."""
LINE: Final = 0.48
"""Millimetres of a line for each point of its letters."""
SHADE: Final = (226, 231, 234)
WIDTHS: Final = (22, 10, 15, 25, 23, 14, 15, 12, 12)
"""Of the columns, in proportion."""

_FONTS: Final = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
"""DejaVu comes with matplotlib, and has the letters of nearly every language that is written from the left."""


def draw(report: Report) -> bytes:
    """Raises ValueError where not even small letters are enough."""
    for size in SIZES:
        pdf = FPDF(format="A4")
        try:
            _lay_out(pdf, report, size)
            if pdf.pages_count == 1:
                return bytes(pdf.output())
        finally:
            _close_fonts(pdf)
    raise ValueError("the report does not fit on a page")


def _close_fonts(pdf: FPDF) -> None:
    """It opens them and leaves them open."""
    for font in pdf.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()


def _lay_out(pdf: FPDF, report: Report, size: float) -> None:
    pdf.set_title(report.title)
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(auto=True, margin=MARGIN)
    pdf.add_font("DejaVu", "", _FONTS / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", _FONTS / "DejaVuSans-Bold.ttf")
    pdf.add_page()
    _write(pdf, report.title, size + 5, bold=True)
    for line in report.lead:
        _write(pdf, line, size)
        pdf.ln(size * LINE / 3)
    if report.table:
        _heading(pdf, report.heading, size)
        _table(pdf, report.table, size)
    for section in report.sections:
        _heading(pdf, section.heading, size)
        for line in section.lines:
            _write(pdf, line, size)
    pdf.ln(size * LINE)
    _write(pdf, report.footer, size - 1)


def _heading(pdf: FPDF, words: str, size: float) -> None:
    pdf.ln(size * LINE / 2)
    _write(pdf, words, size + 1, bold=True)


def _write(pdf: FPDF, words: str, size: float, *, bold: bool = False) -> None:
    pdf.set_font("DejaVu", "B" if bold else "", size)
    pdf.multi_cell(0, size * LINE, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _table(pdf: FPDF, rows: Sequence[Sequence[str]], size: float) -> None:
    small = size - 1
    pdf.set_font("DejaVu", "", small)
    with pdf.table(
        rows, borders_layout=TableBordersLayout.HORIZONTAL_LINES, col_widths=WIDTHS, line_height=small * LINE,
        headings_style=FontFace(emphasis="BOLD", fill_color=SHADE), text_align="LEFT", padding=0.5,
    ):  # fmt: skip
        pass
