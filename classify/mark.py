"""The grammar of marks: 密级★保密期限, read and written (DM2014-24.1, GB9704-7.2.2).

    mark  := level "★" term
    level := 绝密 | 机密 | 秘密
    term  := n "年" | n "个月" | n "天" | n "日"     a duration, n in Arabic digits
           | yyyy "年" m "月" d "日"                 a time: a day that exists
           | 长期                                    whether it may be so, the law decides
           | words                                   a condition: Chinese words, at most forty

That is the proper form. Around it lies what people write: wrong stars, no star, the order reversed, Chinese
numerals, another script, misread figures. What can be read for sure is read, and carries a fault. Where only
the level is clear, it is read and the term is None; where it is no mark of a state secret, the level is None
too.

The grammar knows no ceiling and does not judge whether a condition is vague: the law does, a layer above.
Reading is total, and linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, assert_never

from classify.errors import InputError
from classify.level import Level
from classify.numeral import CHINESE, DIGITS, LOOKALIKES
from classify.period import FOR_EVER, LONG_TERM, UNITS, day, over_a_year, period, unkept
from classify.script import clean, fold, ideographs_only
from classify.term import MONTHS_A_YEAR, AllOf, Duration, Event, LongTerm, OnDate, Term

__all__ = ["MarkReading", "names_moment", "read", "read_term", "write", "write_term"]

MALFORMED: Final = "mark-malformed"
STAR_WRONG: Final = "mark-star-wrong"
WITHOUT_PERIOD: Final = "mark-without-period"
PERIOD_UNIT: Final = "period-unit"
RETENTION: Final = "retention-for-secrecy-period"
_FAULTS: Final = (MALFORMED, STAR_WRONG, WITHOUT_PERIOD, PERIOD_UNIT, RETENTION)

# The words of a condition name a moment when they end in one of these.
_MOMENTS: Final = (
    *("前", "后", "时", "之日", "当日", "当天", "之际"),
    *("完毕", "结束", "届满", "期满", "为止", "完成", "终了", "后解密", "时解密"),
)
# Conditions so usual that they are known even without a star; other words after a bare level make a title.
_USUAL: Final = ("启用前", "启封前", "公布前", "公开前", "发布前")

_LEVELS: Final = {level.chinese: level for level in Level}
_UNIT_WORDS: Final = {"years": "年", "months": "个月", "days": "天"}
_STAR: Final = "★"
_WRONG_STARS: Final = "☆*＊﹡●·•・‧∙⋅✩⭐🌟⭑⭒✪✫✬✭✮✯✰✦✧✱✲✳✴✵✶✷✸✹⋆∗※❋◆◇○◎■□▲△♦×"
_STARS: Final = _STAR + _WRONG_STARS
_PUNCTUATION: Final = "。.,;:、!?…/|_-+=~"
# Names of the parts, written out before them as on a form.
_LEVEL_LABELS: Final = ("文件密级", "密级和保密期限", "密级及保密期限", "密级")
_CONDITION_LABEL: Final = "解密条件"
_TERM_LABELS: Final = ("保密期限", "保密期", "解密时间", "解密日期", _CONDITION_LABEL, "期限")
# What other stamps put beside a mark.
_LIFTED: Final = "解密"
_STAMPS: Final = ("已解密", "已作废", "作废", "已变更", "已延长", "特急", "加急")

_PROPER_DURATION: Final = re.compile(r"([1-9][0-9]{0,4})(年|个月|天|日)")
_PROPER_DAY: Final = re.compile(r"([1-9][0-9]{3})年([1-9][0-9]?)月([1-9][0-9]?)日")
# 五牛, 十年左右: a number that went wrong, not words.
_BEGINS_AS_PERIOD: Final = re.compile(f"[{CHINESE}]+(?:年|个月|月|天|日|.?$)")
# The number of the copy (份号), six digits, often fewer; it stands above the mark and gets copied along.
_COPY_NUMBER: Final = re.compile(r"(?:份号:?|编号:?|第|No\.?)?([0-9]{3,8})号?$")
_COPY_NUMBER_BEFORE: Final = re.compile(r"(?:份号:?|编号:?|第|No\.?)?[0-9]{6}号?(?=密级|绝密|机密|秘密|★)")
_COPY_NUMBER_ALONE: Final = re.compile(r"0[0-9]{2,7}|[0-9]{6}")

LONGEST_MARK: Final = 200
LONGEST_EVENT: Final = 40
_SHORTEST_EVENT: Final = 2
_MOST_STAMPS: Final = 3


@dataclass(frozen=True, slots=True)
class MarkReading:
    """What a mark says.

    `level` is None where the text is no mark of a state secret. `faults` are ids of findings; there are none
    where the mark stands exactly as it should. `normal` is the proper form of level and term, or None.
    """

    level: Level | None
    term: Term | None
    faults: tuple[str, ...]
    normal: str | None


class _Tail(NamedTuple):
    """What follows the star: a term, or None where nothing but stamps stands there, and its faults."""

    term: Term | None
    faults: tuple[str, ...] = ()


_UNREAD: Final = MarkReading(None, None, (MALFORMED,), None)


def read(text: str) -> MarkReading:
    """Read one mark. Never raises; what is longer than 200 characters is no mark.

    >>> reading = read("机密★10年")
    >>> reading.level, reading.term, reading.faults
    (<Level.CONFIDENTIAL: 'confidential'>, Duration(count=10, unit='years'), ())
    >>> read("秘密☆十年").faults, read("秘密☆十年").normal
    (('mark-malformed', 'mark-star-wrong'), '秘密★10年')
    >>> read("工作秘密★").level is None
    True
    """
    if len(text) > LONGEST_MARK:
        return _UNREAD
    reading = _proper(text)
    if reading is None and text[2:3] and text[2:3] in _WRONG_STARS:
        starred = _proper(text[:2] + _STAR + text[3:])
        reading = None if starred is None else replace(starred, faults=_ordered(STAR_WRONG, *starred.faults))
    return _mended(text) if reading is None else reading


def write(level: Level, term: Term) -> str:
    """Write the mark of a level and a term; read again, it gives both.

    A duration of a year or more in months or days is written as it stands, although reading it then finds
    `period-unit`. Raises `InputError` (`term-unwritable`) for several terms together, a count above 99999,
    a day before the year 1000, and a condition that is not a few Chinese words.

    >>> write(Level.TOP_SECRET, Event("启用前"))
    '绝密★启用前'
    """
    return f"{level.chinese}{_STAR}{write_term(term)}"


def read_term(text: str) -> Term | None:
    """Read the term alone, as a catalog states it, in its proper form; None for every other text.

    >>> read_term("10年"), read_term("十年")
    (Duration(count=10, unit='years'), None)
    """
    if text == LONG_TERM:
        return LongTerm()
    if match := _PROPER_DURATION.fullmatch(text):
        return Duration(int(match[1]), UNITS[match[2]])
    if match := _PROPER_DAY.fullmatch(text):
        return day(int(match[1]), int(match[2]), int(match[3]))
    return _event(text) if fold(text) == text else None


def write_term(term: Term) -> str:
    """Write the term as it follows the star; raises as `write` does.

    >>> from datetime import date
    >>> write_term(OnDate(date(2025, 12, 31)))
    '2025年12月31日'
    """
    text = _spelled(term)
    if text is None or read_term(text) != term:
        raise InputError("term-unwritable")
    return text


def names_moment(event: str) -> bool:
    """Whether the words of a condition end as the name of a moment does; if it can be judged, the law says.

    >>> names_moment("会议开始前"), names_moment("另行通知")
    (True, False)
    """
    return event.endswith(_MOMENTS)


def _proper(text: str) -> MarkReading | None:
    """Read a mark whose parts are as they should be; None where something needs mending."""
    level = _LEVELS.get(text[:2])
    if level is None or text[2:3] != _STAR:
        return None
    tail = text[3:]
    if not tail:
        return MarkReading(level, None, (WITHOUT_PERIOD,), None)
    kept = unkept(tail)
    if kept is not None:
        term = _kept_term(kept) if kept == FOR_EVER or read_term(kept) is not None else None
        return None if term is None else MarkReading(level, term, (RETENTION,), None)
    term = read_term(tail)
    if term is None:
        return None
    if over_a_year(term):
        return MarkReading(level, term, (PERIOD_UNIT,), _normal(level, term))
    return MarkReading(level, term, (), text)


def _event(text: str) -> Event | None:
    """Read a condition: Chinese words that are nothing else that a mark may hold."""
    words = text.translate(str.maketrans("", "", "《》“”、"))
    paired = text.count("《") == text.count("》") and text.count("“") == text.count("”")
    if not _SHORTEST_EVENT <= len(words) <= len(text) <= LONGEST_EVENT or words[-1] != text[-1] or not paired:
        return None
    if not ideographs_only(words):
        return None
    bare = _unlabelled(text)
    labelled = bare != text and (bare in {"", LONG_TERM} or period(bare) is not None)
    beside = text == _LIFTED or text.endswith(_STAMPS)
    if labelled or beside or text.startswith(_CONDITION_LABEL) or period(text) is not None:
        return None
    if names_moment(text):
        # 十年后 is a duration gone wrong, and no moment
        stems = (text.removesuffix(ending).rstrip("以之") for ending in _MOMENTS if text.endswith(ending))
        return None if any(period(stem) is not None for stem in stems) else Event(text)
    counted = any(character in CHINESE for character in text)
    spoilt = (
        _BEGINS_AS_PERIOD.match(text) is not None
        or text.startswith((LONG_TERM, FOR_EVER, "短期", "定期", "保管", "负", "半"))
        or text.endswith(("年", "个月", "天"))
        or (counted and text.endswith(("月", "日")))
        or any(word in text for word in _LEVELS)
    )
    return None if spoilt else Event(text)


def _mended(text: str) -> MarkReading:
    """Read a text that is no proper mark: whatever comes of it is malformed."""
    plain = _without_label(clean(text).strip(_PUNCTUATION + "《》"), _LEVEL_LABELS)
    if match := _COPY_NUMBER_BEFORE.match(plain):
        plain = _without_label(plain[match.end() :], _LEVEL_LABELS)
    bare = plain.lstrip(_STARS)
    before = plain[: len(plain) - len(bare)]
    level = _LEVELS.get(bare[:2])
    return _backward(bare, before) if level is None else _forward(level, bare[2:].removeprefix("级"), before)


def _forward(level: Level, rest: str, before: str) -> MarkReading:
    """Read the level first, then stars or what stands for one, then the term."""
    tail = rest.lstrip(_PUNCTUATION).lstrip(_STARS)
    joint = rest[: len(rest) - len(tail)]
    starred = any(character in _STARS for character in joint)
    tail = tail.lstrip(":;,、") if starred else tail
    bare = tail.rstrip(_STARS + _PUNCTUATION)
    faults = _star_faults(joint, before + tail[len(bare) :])
    if not bare:
        return _malformed(level, None, WITHOUT_PERIOD, *faults)
    found = _tail(bare, starred=starred)
    if found is None and not starred and bare[0] not in CHINESE + DIGITS + LOOKALIKES + "半负":
        # 机密女10年: one character that a scanner has made of the star
        found = _tail(bare[1:], starred=False) if len(bare) > 1 else None
        found = None if found is None or found.term is None else found
    if found is not None:
        return _malformed(level, found.term, *found.faults, *faults)
    # a second level in what cannot be read leaves open which of the two holds
    if not starred or any(word in bare for word in _LEVELS):
        return _UNREAD
    return _malformed(level, None, *faults)


def _backward(plain: str, before: str) -> MarkReading:
    """Read the term first, then the level: 5年★秘密. Other words before it make it no state secret: 工作秘密."""
    bare = plain.rstrip(_STARS + _PUNCTUATION)
    after = plain[len(bare) :]
    bare = bare.removesuffix("级")
    level = _LEVELS.get(bare[-2:])
    head = bare[:-2].rstrip(_STARS + _PUNCTUATION)
    joint = bare[len(head) : -2]
    found = _tail(head, starred=any(character in _STARS for character in joint)) if level and head else None
    if level is None or found is None or found.term is None:
        return _UNREAD
    if isinstance(found.term, Event) and not names_moment(found.term.event):
        return _UNREAD
    return _malformed(level, found.term, *found.faults, *_star_faults(joint, before + after))


def _tail(text: str, *, starred: bool) -> _Tail | None:
    """Read the term in what follows the star, stamps and numbers of copies left out; None where there is none."""
    for _ in range(_MOST_STAMPS + 1):
        found = _term(text, starred=starred)
        if found is not None:
            return found
        shorter = _without_stamp(text, starred=starred)
        if shorter is None:
            return None
        text = shorter.rstrip(_STARS + _PUNCTUATION)
        if not text:
            return _Tail(None, (WITHOUT_PERIOD,))
    return None


def _term(text: str, *, starred: bool) -> _Tail | None:
    bare = _unlabelled(text)
    kept = unkept(bare)
    if kept is not None:
        return _Tail(_kept_term(kept), (RETENTION,))
    if bare == LONG_TERM:
        return _Tail(LongTerm())
    found = period(bare)
    if found is not None:
        return _Tail(found.term, (PERIOD_UNIT,) if over_a_year(found.term) and not found.mixed else ())
    words = bare if text.startswith(_CONDITION_LABEL) else text
    event = _event(words) if starred or words in _USUAL else None
    return None if event is None else _Tail(event)


def _kept_term(kept: str) -> Term | None:
    """Give the term in words of retention: it is read, lest a matter open early because of a wrong word."""
    if kept in {FOR_EVER, LONG_TERM}:
        return LongTerm()
    found = period(kept)
    return None if found is None else found.term


def _without_stamp(text: str, *, starred: bool) -> str | None:
    for stamp in (*_STAMPS, _LIFTED):
        # 机密解密 says nothing for sure; 机密★解密 is a mark with the stamp of its lifting
        if text.endswith(stamp) and (starred or text != _LIFTED):
            return text.removesuffix(stamp)
    match = _COPY_NUMBER.search(text)
    if match is None or (match.start() == 0 and not _COPY_NUMBER_ALONE.fullmatch(match[1])):
        return None
    return text[: match.start()]


def _unlabelled(text: str) -> str:
    return _without_label(text, _TERM_LABELS)


def _without_label(text: str, labels: tuple[str, ...]) -> str:
    for label in labels:
        if text.startswith(label):
            return text.removeprefix(label).removeprefix("为").lstrip(":")
    return text


def _star_faults(joint: str, edges: str) -> tuple[str, ...]:
    """Judge the star between level and term by itself, stars elsewhere only where there is none between."""
    return (STAR_WRONG,) if any(character in _WRONG_STARS for character in joint or edges) else ()


def _malformed(level: Level, term: Term | None, *faults: str) -> MarkReading:
    # words of retention have no proper form: what archives keep for ten years need not be secret for ten
    normal = None if term is None or RETENTION in faults else _normal(level, term)
    return MarkReading(level, term, _ordered(MALFORMED, *faults), normal)


def _ordered(*faults: str) -> tuple[str, ...]:
    return tuple(fault for fault in _FAULTS if fault in faults)


def _normal(level: Level, term: Term) -> str | None:
    """Give the proper form: whole years in years, less in months (QX1990-3); None where the term has none."""
    if isinstance(term, Duration) and term.unit == "months" and term.count % MONTHS_A_YEAR == 0:
        term = Duration(term.count // MONTHS_A_YEAR, "years")
    text = _spelled(term)
    if text is None or over_a_year(term) or read_term(text) != term:
        return None
    return f"{level.chinese}{_STAR}{text}"


def _spelled(term: Term) -> str | None:
    match term:
        case Duration(count, unit):
            return f"{count}{_UNIT_WORDS[unit]}"
        case OnDate(on):
            return f"{on.year}年{on.month}月{on.day}日"
        case LongTerm():
            return LONG_TERM
        case Event(event):
            return event
        case AllOf():
            return None
        case _:
            assert_never(term)
