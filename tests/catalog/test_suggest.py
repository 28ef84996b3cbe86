"""Similarity makes suggestions only, in a channel that cannot reach a match."""

from typing import Any

from classify.catalog.read import load_catalogs
from classify.catalog.suggest import MOST, suggest

Write = Any


class TestSuggestions:
    """At most five, scored between 0 and 1 against the item's own name, the likeliest first."""

    def test_a_name_is_most_like_itself(self, write: Write) -> None:
        best, *rest = suggest(load_catalogs(write()), "灯塔亮度调整方案")
        assert (best.item.id, best.score) == ("1", 1.0)
        assert all(other.score < 1 for other in rest)

    def test_what_shares_nothing_is_not_suggested(self, write: Write) -> None:
        assert suggest(load_catalogs(write()), "空调维修") == []
        assert suggest(load_catalogs(write()), "") == []
        assert suggest([], "灯塔") == []

    def test_what_is_hardly_like_a_name_is_not_suggested(self) -> None:
        catalogs = load_catalogs()
        for title in ("停车场收费标准公示", "某小学课后服务时间表", "宣传栏更换方案", "党员学习笔记模板"):
            assert suggest(catalogs, title) == []
            assert suggest(catalogs, title, floor=0)
        for title in ("某市中考试题参考答案", "干部考察材料汇总", "国家大地控制点坐标成果表", "重力异常数据成果"):
            assert suggest(catalogs, title)

    def test_at_most_so_many_in_the_order_of_likeness(self, write: Write) -> None:
        items = [{"id": str(number), "name": f"灯塔{'亮度方案表册文件'[: number + 1]}"} for number in range(8)]
        found = suggest(load_catalogs(write(items=items)), "灯塔亮度")
        assert len(found) == MOST
        scores = [suggestion.score for suggestion in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)

    def test_residual_items_are_not_suggested(self, write: Write) -> None:
        assert all(not suggestion.item.residual for suggestion in suggest(load_catalogs(write()), "其它保密事项"))

    def test_the_order_of_catalogs_does_not_matter(self, write: Write) -> None:
        one, other = load_catalogs(write("lamp-a"), write("lamp-b"))
        assert suggest([one, other], "灯塔方案") == suggest([other, one], "灯塔方案")
