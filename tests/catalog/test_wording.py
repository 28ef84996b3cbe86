"""How titles word an item, class by class, over the shipped catalogs: what is the thing, and what only speaks about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from classify.catalog.index import build_index
from classify.catalog.match import match
from classify.catalog.model import vocabulary_of
from classify.catalog.read import load_catalogs
from classify.facts.reading import read_facts
from classify.facts.script import normalise_parts

NOW, THEN = date(2026, 11, 21), date(2003, 5, 5)
ORGANIZATION, DISCIPLINE, ARCHIVES, EXAM, PERSONNEL = (
    "organization-work",
    "discipline-1995",
    "archives-1990",
    "gaokao-2012",
    "personnel-exam-1992",
)
SURVEY, NEW_SURVEY, GEOLOGY, FLOOD, DATA, CIVIL = (
    "surveying-2003",
    "surveying-2020",
    "geology-2008",
    "water-flood",
    "econ-data-press",
    "civil-affairs-2000",
)
EDUCATION, JUDICIAL, CPA, SCHOOL, COMPANY = "education", "judicial-exam", "cpa-exam-2024", "school", "soe-commercial-2010"


def met(catalog: str, title: str, text: str | None = None, tier: str | None = None, **facts: Any) -> list[str]:
    catalogs = load_catalogs(catalog)
    (only,) = catalogs
    day = only.span.last or (THEN if catalog == CIVIL else NOW)
    form = normalise_parts([title, text])
    found = match(build_index(catalogs), form, read_facts(vocabulary_of(catalogs), facts, tier, form), day)
    return [one.item.id for one in found.met]


class TestAPaperAboutIt:
    """A tail that makes another paper of the thing: rules, forms, contracts, checks, study and news of it."""

    @pytest.mark.parametrize(
        ("catalog", "title", "facts"),
        [
            (ORGANIZATION, "部管干部名册报送要求", {}),
            (ORGANIZATION, "干部考察报告保密须知的通知", {}),
            (ORGANIZATION, "市管后备干部名册(空白)", {}),
            (DISCIPLINE, "省监委查办涉外案件决策编写体例", {}),
            (ARCHIVES, "档案后库收藏档案数量核查问卷", {}),
            (ARCHIVES, "批量运输档案路线和保卫方案服务合同", {}),
            (EXAM, "高考试题承印厂岗位职责", {"state": "启封前"}),
            (SURVEY, "国家三等控制点坐标成果技术规程", {}),
            (GEOLOGY, "1:20万区域绝对重力资料汇交要求", {}),
            (FLOOD, "省防总旱情指标解释", {"state": "未公布"}),
            (DATA, "PPI数据泄密案例", {"state": "未公布"}),
            (JUDICIAL, "国家司法考试命题人员聘用合同", {}),
            (CPA, "注册会计师全国统一考试试题保密协议", {"state": "启用前"}),
            (EDUCATION, "高等学校特殊专业教育统计资料课题申报书", {}),
        ],
    )
    def test_is_not_the_thing(self, catalog: str, title: str, facts: dict[str, Any]) -> None:
        assert met(catalog, title, **facts) == []

    @pytest.mark.parametrize(
        ("catalog", "title", "items", "facts"),
        [
            (ORGANIZATION, "关于报送部管干部名册的请示", ["4"], {}),
            (ORGANIZATION, "部管干部名册(附填报说明)", ["4"], {}),
            (ORGANIZATION, "部管干部名册及填报须知", ["4"], {}),
            (ORGANIZATION, "专项检查中调取的部管干部名册", ["4"], {}),
            (ORGANIZATION, "按规定上报的干部考察报告", ["5"], {}),
            (EXAM, "高考数学评卷评分细则", ["K6"], {}),
            (EDUCATION, "对台教育交流的内部政策及管理规定", ["J11"], {}),
            (DISCIPLINE, "省监委查办涉外案件方案(送审稿)", ["J5"], {}),
            (ARCHIVES, "档案工作中不宜公开的规定", ["I3"], {}),
            (JUDICIAL, "国家司法考试试题试卷命制工作方案", ["4.2"], {}),
        ],
    )
    def test_the_thing_itself_stays(self, catalog: str, title: str, items: list[str], facts: dict[str, Any]) -> None:
        assert met(catalog, title, **facts) == items

    def test_the_words_are_said_as_reasons(self) -> None:
        catalogs = load_catalogs(ORGANIZATION)
        form = normalise_parts(["部管干部名册保密须知"])
        (missed,) = match(build_index(catalogs), form, read_facts(vocabulary_of(catalogs), {}, None, form), NOW).near_misses
        assert [(one.kind, one.names) for one in missed.reasons] == [("except-words", ("须知",))]


class TestAText:
    """A text decides an item, unless the title says that it is a paper which only mentions things."""

    @pytest.mark.parametrize(
        ("catalog", "title", "text", "items"),
        [
            (ORGANIZATION, "附件一", "部管干部名册:共190人。", ["4"]),
            (ORGANIZATION, "呈阅件", "李某同志的考察报告如下。", ["5"]),
            (ORGANIZATION, "汇报", "现有市管后备干部51名,女干部9名。", ["9"]),
            (DISCIPLINE, "请示附件", "省纪委查办涉外案件方案。", ["J5"]),
            (ARCHIVES, "汇报稿", "档案后库保卫措施:分三班。", ["J2"]),
            (EDUCATION, "附表", "省级统一考试命题人员名单。", ["M1"]),
            (ORGANIZATION, "第三季度工作总结", "整理部管干部名册4册。", []),
            (ORGANIZATION, "综合楼信息点改造方案", "支持部管干部名册查询。", []),
            (ORGANIZATION, "关于提供名册的复函", "我部无法提供部管干部名册。", []),
            (ORGANIZATION, "国家秘密事项一览表", "一、部管干部名册;二、干部档案。", []),
            (DISCIPLINE, "2026年工作要点", "用好省纪委查办涉外案件材料。", []),
            (ARCHIVES, "关于涉密载体丢失的处理决定", "丢失档案后库保卫方案一份。", []),
        ],
    )
    def test_text(self, catalog: str, title: str, text: str, items: list[str]) -> None:
        assert met(catalog, title, text) == items


class TestBorders:
    """A word within a longer one, behind a negation, or refused is not there."""

    @pytest.mark.parametrize(
        ("catalog", "title", "items", "facts"),
        [
            (ORGANIZATION, "干部调动呈报表", ["3"], {"state": "审批中"}),
            (ORGANIZATION, "部管干部名册数据库", ["4"], {}),
            (ORGANIZATION, "水库大坝主干部位考察报告", [], {}),
            (ORGANIZATION, "骨干部队考察报告", [], {}),
            (DISCIPLINE, "省纪委查办涉外案件材料数据库", ["J5"], {"state": "未公布"}),
            (EXAM, "全国统考答案(不含评分参考)", [], {"state": "考试结束后"}),
            (EXAM, "全国统考答案(含评分参考)", ["K4"], {"state": "考试结束后"}),
            (EXAM, "全国统考评分参考", ["K4"], {"state": "考试结束后"}),
            (JUDICIAL, "司考试题", ["4.1"], {"state": "启用前"}),
            (JUDICIAL, "某公司考试试题", [], {"state": "启用前"}),
            (CPA, "关于关注会试题讨论的纪要", [], {"state": "启用前"}),
            (ORGANIZATION, "干部处室文件(不包括部管干部名册)", [], {}),
        ],
    )
    def test_borders(self, catalog: str, title: str, items: list[str], facts: dict[str, Any]) -> None:
        assert met(catalog, title, **facts) == items


class TestCompany:
    """Two items in one title, and an item behind a heading or under a wrapper."""

    @pytest.mark.parametrize(
        ("catalog", "title", "items", "facts"),
        [
            (ORGANIZATION, "部管干部名册和市管后备干部名册", ["4", "9"], {}),
            (ORGANIZATION, "市管后备干部名册、市管干部名册", ["4", "9"], {}),
            (ORGANIZATION, "部务会议材料之四:市管干部名册", ["4"], {}),
            (ORGANIZATION, "常委会会议题:市管后备干部名册", ["9"], {}),
            (ORGANIZATION, "关于印送干部考察报告的函", ["5"], {}),
            (DATA, "9月份CPI数据发布稿(解禁前)", ["E1"], {}),
            (ORGANIZATION, "市管正处级后备干部名册", ["9"], {}),
            (ORGANIZATION, "市管干部大会参会名册", [], {}),
            (ORGANIZATION, "关于查阅干部考察报告的函", [], {}),
            (ORGANIZATION, "关于做好干部考察报告撰写的函", [], {}),
            (ORGANIZATION, "市管干部工作会议名册", [], {}),
            (DATA, "9月份CPI数据新闻稿", [], {"state": "未公布"}),
            (ORGANIZATION, "关于商请调阅干部档案的函", [], {}),
        ],
    )
    def test_company(self, catalog: str, title: str, items: list[str], facts: dict[str, Any]) -> None:
        assert met(catalog, title, **facts) == items


class TestQuantities:
    """Scales in every spelling, and numbers with a unit."""

    @pytest.mark.parametrize(
        ("catalog", "title", "items"),
        [
            (SURVEY, "十万分之一国家基本比例尺地形图", ["10"]),
            (SURVEY, "国家基本比例尺数字线划图(1/5万)", ["10"]),
            (SURVEY, "一比两万五千国家基本比例尺地形图", ["10"]),
            (SURVEY, "1:25,000及1:250,000国家基本比例尺地形图", ["10"]),
            (SURVEY, "国家一等水准网成果(路线长度1,350公里)", ["12"]),
            (SURVEY, "国家二等水准网平差资料,全长一千零五十千米", ["12"]),
            (NEW_SURVEY, "军事禁区外1:500国家基本比例尺地形图(26km²)", ["18"]),
            (NEW_SURVEY, "军事禁区外1:2000国家基本比例尺地形图(连续覆盖二十六平方公里)", ["18"]),
            (NEW_SURVEY, "1:1万地形图等高线(等高距为二十米)", ["20"]),
            (GEOLOGY, "1:300万区域绝对重力成果图件", ["A3"]),
            (SURVEY, "二十万分之一国家基本比例尺地形图", []),
            (SURVEY, "1:200,000和1:500,000国家基本比例尺地形图", []),
            (SURVEY, "国家一等水准网成果(路线长度950公里,不构成环线)", []),
            (SURVEY, "国家一等水准网成果(距某地1500公里,不构成环线)", []),
            (NEW_SURVEY, "军事禁区外1:500国家基本比例尺地形图(2400公顷)", []),
            (NEW_SURVEY, "1:5万地形图等高线(等高距二十五米)", []),
            (GEOLOGY, "1:500万区域绝对重力成果图件", []),
        ],
    )
    def test_quantities(self, catalog: str, title: str, items: list[str]) -> None:
        assert met(catalog, title) == items


class TestStages:
    """How a title says whether a thing is made public, unsealed, over."""

    @pytest.mark.parametrize(
        ("catalog", "title", "items"),
        [
            (ORGANIZATION, "拟于年底公布的旗委领导班子成员调整方案", ["3"]),
            (ORGANIZATION, "旗委领导班子成员调整方案(定于12日宣布)", ["3"]),
            (ORGANIZATION, "旗委领导班子成员调整方案(暂不对外公布)", ["3"]),
            (FLOOD, "省防总洪涝灾情(尚未对外公布)", ["W1"]),
            (DATA, "9月份PPI数据(待发布)", ["E1"]),
            (EXAM, "全国统考试题(尚未拆封)", ["K1"]),
            (EXAM, "全国统考试题(已启封未用完)", ["K2"]),
            (ORGANIZATION, "旗委领导班子成员调整方案(已在干部大会上宣布)", []),
            (ORGANIZATION, "旗委领导班子成员调整方案(已于3月2日登报)", []),
            (ORGANIZATION, "旗委领导班子成员调整方案(业已公布)", []),
            (FLOOD, "省防总洪涝灾情(已向社会公布)", []),
            (DATA, "9月份PPI数据(已发布)", []),
            (EXAM, "全国统考试题(已拆封)", []),
        ],
    )
    def test_stages(self, catalog: str, title: str, items: list[str]) -> None:
        assert met(catalog, title) == items

    def test_a_given_stage_and_one_that_the_title_says(self) -> None:
        assert met(JUDICIAL, "国家司法考试成绩(考试结束后未公布)", state="考试结束后") == ["4.3"]
        assert met(JUDICIAL, "国家司法考试成绩(考试结束后已公布)", state="考试结束后") == []


class TestOwnWords:
    """Names and abbreviations that the catalog's own words cover."""

    @pytest.mark.parametrize(
        ("catalog", "title", "items", "facts"),
        [
            (FLOOD, "省防总旱情通报", ["W1"], {"state": "未公布"}),
            (CIVIL, "重庆市因自然灾害死亡人员总数", ["M4"], {}),
            (CIVIL, "青海省自然灾害致死人数", ["M4"], {}),
            (CIVIL, "新疆因灾死亡人数", ["M4"], {}),
            (GEOLOGY, "均衡图(与全国网联测)", ["A4"], {}),
            (ARCHIVES, "建国前外国驻沪领事机构档案", ["M3"], {}),
            (FLOOD, "市防指旱情通报", [], {"state": "未公布", "tier": "city"}),
            (CIVIL, "长春市因自然灾害死亡人员总数", [], {}),
            (CIVIL, "新疆某县因灾死亡人数", [], {}),
            (GEOLOGY, "均衡图(未与全国网联测)", [], {}),
            (ARCHIVES, "外国驻沪领事机构通讯录", [], {}),
            (CIVIL, "青海省交通事故致死人数", [], {}),
        ],
    )
    def test_own_words(self, catalog: str, title: str, items: list[str], facts: dict[str, Any]) -> None:
        assert met(catalog, title, **facts) == items
