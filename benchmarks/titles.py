"""Titles in the batch: one million against 2,000 items, beside bare Aho-Corasick and beside a loop of `determine`.

    python benchmarks/titles.py [--titles 1000000] [--rounds 3] [--loop 300]

The floor finds the places of the 6,000 terms only: a call a title, by the library that the catalogs' index uses, over
titles that need no reading. Ours normalises them, finds the items, and evaluates every column of the contract.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import ahocorasick_rs
import numpy as np
import pyarrow as pa
from machine import describe

import classify
from classify.batch.kernel import Kernel
from classify.batch.run import chunks_of, evaluated

AS_OF = date(2026, 11, 21)
EPOCH = date(1970, 1, 1).toordinal()
ITEMS = 2_000

PLACES = (
    "渠道",
    "水库",
    "桥梁",
    "隧道",
    "港口",
    "航标",
    "气象台",
    "林场",
    "牧场",
    "渔港",
    "粮库",
    "矿井",
    "窑炉",
    "管网",
    "泵站",
    "堤防",
)
PARTS = ("值守", "巡查", "调度", "检修", "抢险", "试验", "采样", "测量", "加固", "改造")
SITES = ("东区", "西区", "南段", "北段", "一期", "二期", "上游", "下游", "主线", "支线", "旧址", "新址", "备用", "应急")
PAPERS = ("方案", "记录", "计划", "预案", "图纸", "数据", "名册", "报告")
TIMES = ("年度", "季度", "月度", "汛期", "冬季", "专项", "夜间", "联合", "初步", "补充", "重点", "分片")
TIERS = ("central", "provincial", "city", "county")

WHO = ("某市", "某县", "某区", "某省", "某局", "某厅", "某委", "某中心", "某学院", "某公司")
WHAT = (
    "办公楼电梯",
    "职工食堂",
    "会议室",
    "公务用车",
    "门户网站",
    "档案库房",
    "办公家具",
    "空调系统",
    "值班电话",
    "消防设施",
    "绿化养护",
    "图书资料",
)
DEED = ("检修", "采购", "更新", "验收", "管理", "维护", "租赁", "清查", "调整", "登记", "移交", "公开")
KINDS = ("通知", "请示", "报告", "函", "批复", "意见", "纪要", "总结", "安排", "汇报")
MATTERS = ("方案", "要点", "制度", "台账", "流程", "标准", "情况", "清单")
BEFORE = ("关于", "关于印发", "转发关于", "关于做好", "关于进一步加强", "")
AFTER = ("（未公布）", "（征求意见稿）", "（报批稿）", "（修订）", "（已公布）", "（公布前）", "（试行）", "（2024年修订）")


def terms_of(number: int) -> tuple[str, str, str]:
    """Give an item's own three terms: two names of a subject, and a kind of paper."""
    place, rest = PLACES[number % len(PLACES)], number // len(PLACES)
    site = SITES[rest % len(SITES)] + f"{rest // len(SITES) + 1}号"
    kind = PLACES[(number + number // 960) % len(PLACES)] + PAPERS[number // 120 % len(PAPERS)]
    paper = TIMES[number % len(TIMES)] + PARTS[number // 12 % len(PARTS)] + kind
    return f"{place}{site}", f"{site}{place}", paper


def synthetic(folder: Path) -> Path:
    """Write the catalog: facts, words that keep an item away, and distances, as the shipped catalogs have them."""
    lines = [
        'schema = "classify/catalog/1"',
        'id = "synthetic"',
        'title = "合成目录"',
        'issuer = ["合成"]',
        'standing = "sample"',
        'scheme = "state"',
        'note = "合成数据，供测量之用"',
        "[papers]",
        'source = "合成"',
        "[except]",
        'words = ["培训班", "样表"]',
        "facts = { mention_only = true }",
    ]
    for number in range(ITEMS):
        first, second, paper = terms_of(number)
        lines += [
            "[[item]]",
            f'id = "{number + 1}"',
            f'name = "{first}{paper}"',
            f'level = "{("secret", "confidential")[number % 2]}"',
            f'cite = "{number + 1}"',
            f'term = {{ maximum = "{5 + 5 * (number % 2)}年" }}',
            'tiers = ["provincial", "city"]',
            "[[item.when]]",
        ]
        if number % 5 == 0:
            lines.append(f'words = [["{first}", "{second}"]]')
            lines.append(f'near = {{ words = [["{first}", "{second}"], ["{paper}"]], within = 12 }}')
        else:
            lines.append(f'words = [["{first}", "{second}"], ["{paper}"]]')
        if number % 3 == 0:
            lines.append('none = ["目录", "清单"]')
        if number % 4 == 0:
            lines.append('facts = { state = "未公布" }')
    home = folder / "synthetic"
    home.mkdir()
    (home / "catalog.toml").write_text("\n".join(lines), encoding="utf-8")
    return home


def title(random: Random) -> str:
    """Invent a title: one in ten meets an item, as many again hold some of an item's words."""
    pick = random.choice
    lot = random.random()
    subject, kind = f"{pick(WHAT)}{pick(DEED)}和{pick(WHAT)}{pick(DEED)}", "工作" + pick(MATTERS)
    if lot < 0.22:
        number = random.randrange(ITEMS)
        first, second, paper = terms_of(number)
        if lot < 0.17:
            subject = pick((first, second))
        if lot < 0.12 or lot > 0.17:
            kind = paper
    subject = pick(WHO) + pick(WHO) + f"{random.randrange(1990, 2027)}年" + subject
    between = pick(("", "的", "有关", "范围内"))
    shape = random.random()
    if shape < 0.15:
        text = f"{pick(BEFORE)}《{subject}{between}{kind}》的{pick(KINDS)}"
    else:
        text = f"{pick(BEFORE)}{subject}{between}{kind}的{pick(KINDS)}"
    if shape > 0.8:
        text += pick(AFTER)
    return text.translate(OTHER_FORMS) if random.random() < 0.02 else text


OTHER_FORMS = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789"} | {ord("关"): "關", ord("于"): "於", ord("报"): "報"}


def inventory(titles: list[str]) -> pa.Table:
    """Generate an inventory whose items are not recorded: titles, marks, days of issue, tiers."""
    rng = np.random.default_rng(1)
    rows = len(titles)
    marks = pa.array(["秘密★5年", "秘密★10年", "机密★10年", "机密★20年", "秘密★", "机密★长期"])
    days = rng.integers(date(1995, 1, 1).toordinal() - EPOCH, date(2026, 11, 1).toordinal() - EPOCH, rows, dtype=np.int32)
    return pa.table(
        {
            "id": pa.array(np.arange(rows)),
            "title": pa.array(titles),
            "mark": marks.take(pa.array(rng.integers(0, len(marks), rows))),
            "issued": pa.array(days, pa.int32()).cast(pa.date32()),
            "tier": pa.array(TIERS).take(pa.array(rng.integers(0, len(TIERS), rows))),
        }
    )


def measured(act: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that a run takes, and its processor seconds over all threads."""
    begin, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begin, time.process_time() - used


def main() -> None:
    """Print rates and ratios."""
    options = argparse.ArgumentParser()
    options.add_argument("--titles", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--loop", type=int, default=300)
    chosen = options.parse_args()
    random = Random(4)
    titles = [title(random) for _ in range(chosen.titles)]
    table = inventory(titles)
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        catalogs = classify.load_catalogs(str(synthetic(Path(folder))))
    terms = sorted({term for number in range(ITEMS) for term in terms_of(number)})
    bare = ahocorasick_rs.AhoCorasick(terms)
    begin = time.perf_counter()
    Kernel(catalogs, AS_OF, "civil")
    made = time.perf_counter() - begin

    def floor() -> None:
        for text in titles:
            bare.find_matches_as_indexes(text, overlapping=True)

    met: list[int] = []

    def run(columns: list[str], threads: int) -> None:
        # a kernel keeps what it has found: every run begins with a new one, its automaton built as the floor's is
        kernel = Kernel(catalogs, AS_OF, "civil")
        given = table.select(columns)
        rows(given.slice(0, 1), kernel, 1)
        used.append(measured(lambda: met.append(sum(rows(given, kernel, threads)))))

    def rows(given: pa.Table, kernel: Kernel, threads: int) -> list[int]:
        return [len(one) - one.column("item").null_count for one in evaluated(kernel, chunks_of(given), threads)]

    sample = table.slice(0, chosen.loop).to_pylist()

    def loop() -> None:
        for row in sample:
            matter = classify.Matter(title=row["title"], mark=row["mark"], issued=row["issued"], tier=row["tier"])
            classify.determine(matter, catalogs, as_of=AS_OF)

    everything, least = table.column_names, ["id", "title", "mark"]
    used: list[tuple[float, float]] = []
    taken: dict[str, list[tuple[float, float]]] = {}
    classify.determine(classify.Matter(title="某事项", issued=AS_OF), catalogs, as_of=AS_OF)
    for _ in range(chosen.rounds):
        taken.setdefault("bare Aho-Corasick, a call a title", []).append(measured(floor))
        for name, columns in (("all columns", everything), ("title and mark", least)):
            for threads in sorted({1, cores}):
                run(columns, threads)
                taken.setdefault(f"ours, {name}, {threads} thread{'s'[: threads - 1]}", []).append(used.pop())
    slow = measured(loop)
    print(describe())
    print(f"pyarrow {pa.__version__}, numpy {np.__version__}; load {os.getloadavg()[0]:.1f}")
    distinct = table.column("title").combine_chunks().dictionary_encode().dictionary
    print(
        f"{chosen.titles} titles, {len(distinct)} distinct, {sum(map(len, titles)) / chosen.titles:.1f} characters each; "
        f"{ITEMS} items, {len(terms)} terms; {met[0] / chosen.titles:.1%} have an item; a kernel is made in {made:.2f} s"
    )
    best = {name: (min(wall for wall, _ in times), min(work for _, work in times)) for name, times in taken.items()}
    wall, work = best["bare Aho-Corasick, a call a title"]
    for name, (one, other) in best.items():
        print(
            f"{name:34} {chosen.titles / one / 1e6:6.3f} million titles a second, {other / chosen.titles * 1e9:6.0f} ns of "
            f"processor time; {wall / one:5.0%} of the bare rate, {work / other:5.0%} by processor time"
        )
    rate = chosen.loop / slow[0]
    print(f"{'determine, in a loop':34} {rate:6.0f} titles a second ({chosen.loop} of them)")
    for name, (one, _) in best.items():
        print(f"  {name:34} {chosen.titles / one / rate:8.0f} times as fast")


if __name__ == "__main__":
    sys.exit(main())
