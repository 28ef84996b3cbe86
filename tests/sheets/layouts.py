"""Twenty lists as offices lay them out, every word of them invented, and what each says or which cell is at fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

D = date(2024, 3, 1)
PLAIN = [
    {"id": "1", "title": "甲方案", "mark": "机密★10年", "issued": D},
    {"id": "2", "title": "乙方案", "mark": "秘密★5年", "issued": D},
]
"""What most of the lists say."""


@dataclass(frozen=True)
class Layout:
    """A list: its rows from the first, merged cells, what it says or the cells at fault with the ids of the faults."""

    name: str
    rows: Sequence[Sequence[Any]]
    merged: tuple[str, ...] = ()
    says: list[dict[str, Any]] | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[Workbook], None] | None = None
    """What else is done to the workbook: sheets before it, error cells."""
    passed: tuple[str, ...] = ()

    def save(self, folder: Path) -> Path:
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        for number, row in enumerate(self.rows, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(number, column).value = value
        for merged in self.merged:
            sheet.merge_cells(merged)
        if self.before is not None:
            self.before(book)
        path = folder / "台账.xlsx"
        book.save(path)
        return path


def cover(book: Workbook) -> None:
    """A sheet that only explains, before the list."""
    sheet = book.create_sheet("填表说明", 0)
    sheet["A1"] = "填表说明"
    sheet["A2"] = "密级按国家秘密标志填写"


def broken(book: Workbook) -> None:
    """An error in a cell that is read."""
    cell = book.worksheets[0]["D2"]
    cell.value = "#REF!"
    cell.data_type = "e"


LAYOUTS = [
    Layout(
        "a plain heading in the first row",
        [
            ["编号", "事项名称", "密级", "保密期限", "制发日期"],
            ["1", "甲方案", "机密", "10年", "2024-03-01"],
            ["2", "乙方案", "秘密", "5年", "2024-03-01"],
        ],
        says=PLAIN,
    ),
    Layout(
        "the columns in another order, words of other offices",
        [["成文日期", "保密期", "题名", "涉密等级", "序号"], [D, "10年", "甲方案", "机密", 1], [D, "5年", "乙方案", "秘密", 2]],
        says=PLAIN,
    ),
    Layout(
        "titles, a unit line and a blank row above the heading",
        [
            ["某局国家秘密台账"],
            ["单位：某局", None, None, None, "2026年度"],
            [],
            ["序号", "名称", "密级", "保密期限", "发文日期"],
            [1, "甲方案", "机密", "10年", "2024/3/1"],
            [2, "乙方案", "秘密", "5年", "2024.3.1"],
        ],
        ("A1:E1",),
        says=PLAIN,
    ),
    Layout(
        "a heading of two rows with a group merged above two columns",
        [
            ["序号", "标题", "定密情况", None, "落款日期"],
            [None, None, "密 级", "保密\n期限", None],
            [1, "甲方案", "机密", "10年", D],
            [2, "乙方案", "秘密", "5年", D],
        ],
        ("A1:A2", "B1:B2", "C1:D1", "E1:E2"),
        says=PLAIN,
    ),
    Layout(
        "a level merged downward over several rows",
        [
            ["序号", "事项名称", "密级", "保密期限", "制发日期"],
            [1, "甲方案", "机密", "10年", D],
            [2, "丙方案", None, "10年", D],
            [3, "丁方案", None, "20年", D],
        ],
        ("C2:C4", "D2:D3"),
        says=[
            {"id": "1", "title": "甲方案", "mark": "机密★10年", "issued": D},
            {"id": "2", "title": "丙方案", "mark": "机密★10年", "issued": D},
            {"id": "3", "title": "丁方案", "mark": "机密★20年", "issued": D},
        ],
    ),
    Layout(
        "dates as offices write them",
        [
            ["序号", "密级", "保密期限", "制发日期"],
            *(
                [number, "秘密", "5年", day]
                for number, day in enumerate(
                    [
                        "2026年11月21日",
                        "二〇二六年十一月二十一日",
                        "２０２６－１１－２１",
                        "2026.11.21",
                        "20261121",
                        20261121,
                        datetime(2026, 11, 21, 9, 30),  # noqa: DTZ001 -- a sheet knows no time zones
                        "2026-11-21 00:00:00",
                        "二零二六年十一月廿一日",
                        "2026年 11月 21日",
                    ],
                    1,
                )
            ),
        ],
        says=[{"id": str(number), "mark": "秘密★5年", "issued": date(2026, 11, 21)} for number in range(1, 11)],
    ),
    Layout(
        "days that do not exist or could be two",
        [
            ["序号", "密级", "保密期限", "制发日期"],
            *(
                [number, "秘密", "5年", day]
                for number, day in enumerate(["11/12/2026", "2026-02-30", "26-1-2", 46347, "2023年7月", "去年"], 1)
            ),
        ],
        faults=[(f"#1!D{row}", "sheet-date") for row in range(2, 8)],
    ),
    Layout(
        "blank rows between, a closing line below",
        [
            ["序号", "事项名称", "密级", "保密期限", "制发日期"],
            [1, "甲方案", "机密", "10年", D],
            [None, "  ", None],
            [2, "乙方案", "秘密", "5年", D],
            [],
            ["合计", 2],
            ["注：以上均为虚构"],
        ],
        says=PLAIN,
        passed=("#1!A6", "#1!A7"),
    ),
    Layout(
        "full width throughout",
        [
            ["　序　号　", "事项名称", "密　级", "保密期限（年）", "制发日期"],
            ["１", "甲方案", "【机密】", "１０", "２０２４年３月１日"],
            ["２", "乙方案", "秘密级", "５", "２０２４／３／１"],
        ],
        says=[{**one, "id": shown} for one, shown in zip(PLAIN, "１２", strict=True)],
    ),
    Layout(
        "whole marks in one column",
        [
            ["文件编号", "文件标题", "国家秘密标志", "印发日期"],
            ["甲-1", "甲方案", "机密★10年", D],
            ["甲-2", "乙方案", "秘密☆五年", D],
        ],
        says=[
            {"id": "甲-1", "title": "甲方案", "mark": "机密★10年", "issued": D},
            {"id": "甲-2", "title": "乙方案", "mark": "秘密☆五年", "issued": D},
        ],
    ),
    Layout(
        "terms of every kind, in three columns",
        [
            ["序号", "密级", "保密期限", "解密时间", "解密条件"],
            [1, "机密", "三十年", None, None],
            [2, "机密", None, "2030年12月31日", None],
            [3, "绝密", None, None, "启用前"],
            [4, "绝密", "长期", None, None],
            [5, "秘密", None, None, None],
            [6, "秘密", "18个月", "—", "/"],
        ],
        says=[
            {"id": "1", "mark": "机密★30年"},
            {"id": "2", "mark": "机密★2030年12月31日"},
            {"id": "3", "mark": "绝密★启用前"},
            {"id": "4", "mark": "绝密★长期"},
            {"id": "5", "level": "秘密"},
            {"id": "6", "mark": "秘密★18个月"},
        ],
    ),
    Layout(
        "yes and no, tiers, derivation, sources",
        [
            ["序号", "密级", "保密期限", "是否派生", "本单位确定", "产生层级", "来源"],
            [1, "秘密", "5年", "派生定密", "√", "省级", "甲-1；甲-2"],
            [2, "秘密", "5年", "原始", "×", "设区的市", None],
            [3, "秘密", "5年", "否", None, "无", "甲-3、甲-4"],
        ],
        says=[
            {"id": "1", "mark": "秘密★5年", "derived": True, "own": True, "tier": "provincial", "sources": ["甲-1", "甲-2"]},
            {"id": "2", "mark": "秘密★5年", "derived": False, "own": False, "tier": "city"},
            {"id": "3", "mark": "秘密★5年", "derived": False, "sources": ["甲-3", "甲-4"]},
        ],
    ),
    Layout(
        "two columns that mean the same",
        [["序号", "事项名称", "密级", "文件标题", "保密期限"], [1, "甲方案", "机密", "甲方案", "10年"]],
        faults=[("#1!B1", "sheet-column-twice")],
    ),
    Layout(
        "a list on the second sheet",
        [
            ["编号", "事项名称", "密级", "保密期限", "制发日期"],
            ["1", "甲方案", "机密", "10年", D],
            ["2", "乙方案", "秘密", "5年", D],
        ],
        says=PLAIN,
        before=cover,
    ),
    Layout(
        "the heading again on every page, sections between",
        [
            ["序号", "事项名称", "密级", "保密期限", "制发日期"],
            ["一、第一处"],
            [1, "甲方案", "机密", "10年", D],
            ["序号", "事项名称", "密级", "保密期限", "制发日期"],
            ["二、第二处"],
            [2, "乙方案", "秘密", "5年", D],
        ],
        ("A2:E2", "A5:E5"),
        says=PLAIN,
        passed=("#1!A2", "#1!A4", "#1!A5"),
    ),
    Layout(
        "as above, said in words and by a sign",
        [
            ["序号", "事项名称", "密级", "保密期限", "制发日期"],
            [1, "甲方案", "机密", "10年", D],
            [2, "丙方案", "同上", "〃", "同上"],
        ],
        says=[PLAIN[0], {"id": "2", "title": "丙方案", "mark": "机密★10年", "issued": D}],
    ),
    Layout(
        "a number without a unit, an id twice and one missing",
        [["编号", "密级", "保密期限"], ["a", "机密", 10], ["a", "秘密", "5年"], [None, "秘密", "5年"]],
        faults=[("#1!A3", "sheet-id-twice"), ("#1!A4", "sheet-id-missing"), ("#1!C2", "sheet-period-unit")],
    ),
    Layout(
        "errors and formulas nobody has calculated",
        [["编号", "密级", "保密期限", "制发日期"], ["a", "机密", "10年", D], ["b", "=C2", "5年", D]],
        faults=[("#1!B3", "sheet-cell-unsaid"), ("#1!D2", "sheet-cell-unsaid")],
        before=broken,
    ),
    Layout(
        "values under a heading merged over two columns",
        [["序号", "密级和保密期限", None, "制发日期"], [1, "机密", "10年", D]],
        ("B1:C1",),
        faults=[("#1!C2", "sheet-heading-wide")],
    ),
    Layout(
        "two columns that contradict one another",
        [["序号", "密级", "保密期限"], [1, "机密★10年", "20年"], [2, "机密★10年", "十年"]],
        faults=[("#1!C2", "sheet-mark-disagrees")],
    ),
    Layout(
        "no heading that fits",
        [["姓名", "电话"], ["某甲", "123"]],
        faults=[("#1", "sheet-heading-missing")],
    ),
]
