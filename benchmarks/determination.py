"""One matter: in this process, against 5,000 items, and from the shell beside `python -c pass`.

python benchmarks/determination.py
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from machine import PYTHON, describe, median_ms, process_ms

import classify

AS_OF = date(2026, 11, 21)
ITEMS = 5_000
SUBJECTS = "渠道水库桥梁隧道港口航标气象台站林场牧场渔港粮库矿井窑炉管网泵站堤防闸门苗圃茶园"
KINDS = ("调度方案", "巡查记录", "检修计划", "抢险预案", "设计图纸", "试验数据", "人员名册", "采样报告")


def synthetic(folder: Path, items: int) -> Path:
    """Write a catalog of invented items, each with a subject of its own and a kind shared by many."""
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
    ]
    for number in range(items):
        subject = SUBJECTS[number % len(SUBJECTS)] + SUBJECTS[(number * 7 + 3) % len(SUBJECTS)] + f"{number}号"
        kind = KINDS[number % len(KINDS)]
        lines += [
            "[[item]]",
            f'id = "{number + 1}"',
            f'name = "{subject}{kind}"',
            f'level = "{("secret", "confidential")[number % 2]}"',
            f'cite = "{number + 1}"',
            'term = { maximum = "5年" }',
            "[[item.when]]",
            f'words = [["{subject}", "{subject}（复）"], ["{kind}", "{kind}汇总"]]',
            'facts = { state = "未公布" }',
        ]
    home = folder / "synthetic"
    home.mkdir()
    (home / "catalog.toml").write_text("\n".join(lines), encoding="utf-8")
    return home


def main() -> None:
    """Print the figures."""
    shipped = classify.load_catalogs()
    known = classify.Matter(
        title="关于调整某县县委领导班子成员的建议方案", tier="city", issued=AS_OF, mark="秘密★5年", facts={"state": "未公布"}
    )
    asked = classify.Matter(title="关于调整某县县委领导班子成员的建议方案", issued=AS_OF)
    outside = classify.Matter(title="关于办公楼电梯检修的通知", tier="city", issued=AS_OF, mark="机密★10年")
    print(describe())
    print(f"shipped catalogs: {len(shipped)}, {sum(len(one.items) for one in shipped)} items")
    for name, matter in (("every fact known", known), ("facts missing", asked), ("no item, suggestions", outside)):
        taken = median_ms(lambda matter=matter: classify.determine(matter, shipped, as_of=AS_OF), 300)
        print(f"determine, {name:22} {taken:8.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        home = synthetic(Path(folder), ITEMS)
        load = median_ms(lambda: classify.load_catalogs(str(home)), 1, warm=0)
        large = classify.load_catalogs(str(home))
        subject = large[0].items[4321].name
        hit = classify.Matter(title=f"关于{subject}的请示", tier="city", issued=AS_OF, facts={"state": "未公布"})
        for name, matter in (("one item met", hit), ("none met, suggestions", outside)):
            taken = median_ms(lambda matter=matter: classify.determine(matter, large, as_of=AS_OF), 100)
            print(f"determine, {ITEMS} items, {name:22} {taken:8.2f} ms")
        print(f"load a catalog of {ITEMS} items {load:8.0f} ms")
    bare = process_ms([PYTHON, "-c", "pass"], 15)
    imported = process_ms([PYTHON, "-c", "import classify"], 15)
    command = [str(Path(PYTHON).with_name("classify")), "check", "--title", known.title, "--mark", "秘密★5年"]
    command += ["--tier", "city", "--issued", "2026-11-01", "--fact", "state=未公布", "--as-of", "2026-11-21", "--json"]
    checked = process_ms(command, 10)
    print(f"python -c pass     {bare:8.1f} ms")
    print(f"import classify    {imported - bare:8.1f} ms more ({imported / bare:.2f} times)")
    print(f"classify check     {checked:8.0f} ms ({checked / bare:.1f} times python -c pass)")


if __name__ == "__main__":
    sys.exit(main())
