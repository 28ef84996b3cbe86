"""Makes the two workbooks of docs/sheets.md: a register and a list of items, laid out as offices do. Every word is invented."""  # noqa: INP001 -- a script of the pages, no package

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

HERE = Path(__file__).resolve().parent
MADE = datetime(2026, 11, 22)  # noqa: DTZ001 -- a sheet knows no time zones


def main() -> None:
    """Write register.xlsx and items.xlsx beside this file."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "台账"
    for row in (
        ["某局国家秘密台账（虚构）"],
        ["填报单位：某局", None, None, None, None, "2026年度"],
        ["序号", "事项名称", "定密情况", None, "制发日期", "是否本单位确定"],
        [None, None, "密 级", "保密期限（年）", None, None],
        [1, "灯塔改造方案", "机密", 10, date(2024, 3, 1), "是"],
        [2, "应急灯语编码表", "绝密", "启用前", "2022年6月1日", "是"],
        [3, "航标布设方案", "秘密", "十五", "２０２４．９．１", "是"],
        [4, "巡检路线汇总", None, 5, "二〇一六年十一月二十日", "否"],
        ["注：以上均为虚构"],
    ):
        sheet.append(row)
    for merged in ("A1:F1", "A2:E2", "C3:D3", "A3:A4", "B3:B4", "E3:E4", "F3:F4", "C7:C8"):
        sheet.merge_cells(merged)
    sheet["D7"] = "15年"
    _finish(book, "register.xlsx")

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "一览表"
    for row in (
        ["某局国家秘密事项一览表（虚构）"],
        ["序号", "国家秘密事项", "密级", "保密期限", "知悉范围", "产生层级", "备注"],
        ["一", "尚未公布的灯塔改造方案", "机密", "不超过10年", "灯塔处有关人员", "省级以上", None],
        ["二", "应急灯语编码表", "绝密级", "启用前", None, "中央", None],
        ["三", "灯塔的位置、亮度", "秘密", "5年", None, None, None],
        ["四", "其他保密事项", "秘密", None, None, None, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:G1")
    _finish(book, "items.xlsx")


def _finish(book: Workbook, name: str) -> None:
    sheet = book.worksheets[0]
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.column_dimensions["B"].width = 28
    book.properties.created = book.properties.modified = MADE
    book.save(HERE / name)


if __name__ == "__main__":
    main()
