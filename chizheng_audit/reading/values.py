"""One cell of text to one value, by strict grammars. What a grammar does not know is None, never a guess.

Each function sees a distinct text once (see canon), so plain Python serves and stays readable.
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from chizheng_audit.reading.capitals import capitals
from chizheng_audit.tables.kinds import LEVELS

NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "－", "/", "／", "\\", "无", "暂无", "空", "null", "NULL", "N/A"}
)
"""Texts that say "nothing here"."""

ERROR = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)")
_GONE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]+")
_MONEY = re.compile(r"[¥￥]?([-−]?)((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(万?)(元|圆|\(元\))?(?:整|/人)?")
_BRACKETED = re.compile(r"\((.+)\)")
_MOST_DIGITS = 22
_CENT = Decimal("0.01")
_NOISE = Decimal("0.000001")
_DAY = re.compile(
    r"(\d{4})(?:年(\d{1,2})月(\d{1,2})日?|([-/.])(\d{1,2})\4(\d{1,2})|(\d{2})(\d{2}))(?:T?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月?份?|[-/.](\d{1,2})|(\d{2}))")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def squeeze(text: str) -> str:
    """`text` with full-width forms folded and every blank and invisible character gone; only for comparing."""
    return _GONE.sub("", unicodedata.normalize("NFKC", text))


def _figures(text: str) -> str:
    """Squeezed text for grammars of numbers; nothing where folding would invent a digit (100² → 1002, ½, ①)."""
    return "" if any(unicodedata.category(sign) == "No" for sign in text) else squeeze(text)


def money(text: str, factor: int = 1) -> Decimal | None:
    """元 from 280, 280.00, 1,000.00, 280元, 280（元）, ２８０, 1.2万元, 贰佰捌拾元整, (240.00) for minus; None for anything else.

    `factor` is 10,000 in a sheet whose unit is 万元, and holds where the cell does not say its unit.
    Binary noise of less than a millionth is rounded away; more than two decimals are not money.
    """
    bare = _figures(text)
    bracketed = _BRACKETED.fullmatch(bare)
    found = _MONEY.fullmatch(bracketed[1] if bracketed else bare)
    if not found:
        return capitals(bare)
    sign, digits, wan, yuan = found.groups()
    if len(digits) > _MOST_DIGITS:
        return None
    value = Decimal(digits.replace(",", "")) * (10_000 if wan else 1 if yuan else factor)
    cents = value.quantize(_CENT)
    if abs(cents - value) > _NOISE or cents >= Decimal(10) ** 10 or (bracketed and sign):
        return None
    return -cents if sign or bracketed else cents


def day(text: str, epoch_1904: bool = False) -> date | None:
    """A calendar day from 2022-03-15, 2022/3/15, 2022.3.15, 2022年3月15日, 20220315 or an Excel serial; never two-digit years."""
    bare = _figures(text)
    if found := _DAY.fullmatch(bare):
        parts = [part for part in found.groups() if part and part not in "-/."]
        return _date(*map(int, parts[:3]))
    if found := _SERIAL.fullmatch(bare):
        start = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
        return start + timedelta(days=int(found[1]))
    return None


def month(text: str, epoch_1904: bool = False) -> date | None:
    """The first day of a month from 202203, 2022-03, 2022.3, 2022年3月 or any day; look-alikes O and l are not repaired."""
    found = _MONTH.fullmatch(_figures(text))
    if found:
        return _date(int(found[1]), int(found[2] or found[3] or found[4]), 1)
    whole = day(text, epoch_1904)
    return whole.replace(day=1) if whole else None


def _date(year: int, month_: int, day_: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month_, day_)
    except ValueError:
        return None


_RANKS = {"五级": "初级工", "四级": "中级工", "三级": "高级工", "二级": "技师", "一级": "高级技师"}
_WORDS = {
    **{level: level for level in LEVELS},
    "初级": "初级工",
    "中级": "中级工",
    "高级": "高级工",
    "初级技能": "初级工",
    "中级技能": "中级工",
    "高级技能": "高级工",
    "专项能力": "专项",
    "专项职业能力": "专项",
    "专项职业能力证书": "专项",
    "专项职业能力考核": "专项",
}
_NUMERALS = {
    "1": "一",
    "2": "二",
    "3": "三",
    "4": "四",
    "5": "五",
    "I": "一",
    "II": "二",
    "III": "三",
    "IV": "四",
    "V": "五",
}
_PREFIX = re.compile(r"^(?:国家)?(?:职业资格|职业技能等级|职业技能|技能等级)")


@cache
def level(text: str) -> str | None:
    """The skill level that 五级/初级工, 初级(五级), 国家职业资格五级, Ⅴ级, 五级工, 高级技师 … name.

    A bare digit is None: certificate numbers count 5 as the lowest, catalogues as the highest. Names that
    disagree with each other (四级/高级工) are None too.
    """
    bare = _PREFIX.sub("", squeeze(text))
    named = set()
    for part in re.split(r"[/()（）、|\-]+", bare):
        if part:
            inner = _PREFIX.sub("", part)
            if numeral := _NUMERALS.get(inner.removesuffix("级")) if inner.endswith("级") else None:
                inner = numeral + "级"
            elif inner.removesuffix("工") in _RANKS:
                inner = inner.removesuffix("工")
            named.add(_RANKS.get(inner) or _WORDS.get(inner) or _ranked_name(inner))
    return named.pop() if len(named) == 1 else None


def _ranked_name(part: str) -> str | None:
    """五级初级工 and 初级工五级, written together without a sign between."""
    for rank, name in _RANKS.items():
        for rest in (part.removeprefix(rank), part.removesuffix(rank)):
            if rest != part and _WORDS.get(rest) == name:
                return name
    return None


_RANGE = re.compile(r"(.+?)(?:至|到|[-~－—–～]+)(.+)")
_LONE = re.compile(r"[一二三四五1-5IV]+")
_SKILLS = LEVELS[LEVELS.index("初级工") : LEVELS.index("高级技师") + 1]


@cache
def levels(text: str) -> str | None:
    """Several levels, from low to high with 、 between: of 五级、四级、三级, 五级至三级, 初级工-高级工, 五/四/三级, 三级及以下.

    None where a part is no level, of bare digits, and where ranks and names stand side by side that disagree (四级/高级工).
    """
    bare = squeeze(text)
    if not re.search("级|工|技师|专项", bare):
        return None  # 5-3: catalogues count from either end
    if bare.endswith("以下"):
        bare = "初级工至" + re.sub(r"[(]?[及含]?以下$", "", bare)
    whole = level(bare)
    found = [whole] if whole else _range(bare) or _listed(bare)
    return "、".join(sorted(set(found), key=LEVELS.index)) if found else None


def _range(text: str) -> list[str] | None:
    """All levels of 五级至三级; None where it is no range of skill levels."""
    parts = _RANGE.fullmatch(text)
    ends = [_one(part) for part in parts.groups()] if parts else []
    if not ends or any(end not in _SKILLS for end in ends):
        return None
    first, last = sorted(_SKILLS.index(end) for end in ends if end)
    return list(_SKILLS[first : last + 1])


def _listed(text: str) -> list[str] | None:
    """The levels of a list; None unless each of its parts is one."""
    parts = [part for part in re.split(r"[、,;和与及]", text) if part]
    found: list[str] = []
    for part in parts:
        slashed = part.split("/")
        several = [_one(each) for each in slashed] if _one(part) is None else [_one(part)]
        ranks = {bool(re.search(r"级$", each)) and not re.search(r"[初中高]级$", each) for each in slashed}
        if None in several or (len(several) == 2 and len(ranks) == 2):
            return None
        found += [each for each in several if each]
    return found


def _one(text: str) -> str | None:
    """One level, also of the 五 in 五至三级."""
    return level(f"{text}级") if _LONE.fullmatch(text) else level(text)


@cache
def method(text: str) -> str | None:
    """exam (考试考核, 机考), process (过程评价/考核) or direct (直接认定). One without an exam (免考核) is not an exam."""
    bare = squeeze(text)
    if "直接" in bare:
        return "direct"
    if "过程" in bare:
        return "process"
    if re.search(r"[免未不无](?:参加)?(?:考|试|理论|实操|鉴定)", bare):
        return None
    return "exam" if re.search(r"考试|考核|机考|理论|实操|鉴定", bare) else None


_FILLER = r"(?:就业|人员|机构|单位|企业|服务|费用?|一次性|专项|奖励|社保|考核)*"
_PAID = r"(?:补贴|补助)"
_NAMES_IT = {
    "evaluation": re.compile(r"(?:评价|鉴定|认定|考评)" + _FILLER + _PAID),
    "hire": re.compile(r"(?:吸纳|招用|稳定就业)" + _FILLER + _PAID),
    "placement": re.compile(r"(?:职业介绍|职介|介绍就业|人力资源服务|人力资源机构)" + _FILLER + _PAID),
    "training": re.compile("培训" + _PAID),
}
_SPEAKS_OF = {
    "evaluation": re.compile(r"评价|鉴定|技能等级认定|技能认定"),
    "hire": re.compile(r"吸纳|新招用"),
    "placement": re.compile(r"职业介绍|职介|介绍就业|人力资源(?:服务)?机构.*补贴"),
}
_LONGEST_TITLE = 300
_BODY = re.compile(
    r"(?:(?!申报|申请|汇总|明细|名册|名单|情况|补贴|季度|[年月批的])[^,、。:()_/—-])*"
    r"(?:学校|学院|大学|技校|职校|院校|公司|集团|中心|协会|学会|商会|基地|工厂|合作社|事务所|研究[院所]"
    r"|鉴定[所站]|评价机构|培训机构|委员会|[局厅])"
)


@cache
def subsidy(text: str) -> str | None:
    """Which subsidy a title, a sheet name or a cell speaks of; None when it names none, or several.

    The word before 补贴 names it (吸纳就业补贴, whatever else is said of 评价); else a word that speaks of one, but not
    within the name of a school or an office. 技能培训 is in half of all schools' names: only 培训补贴 is training.
    """
    bare = squeeze(text[:_LONGEST_TITLE])
    named = {kind for kind, pattern in _NAMES_IT.items() if pattern.search(bare)}
    if not named or named == {"training"}:
        rest = _BODY.sub("", bare)
        named |= {kind for kind, pattern in _SPEAKS_OF.items() if pattern.search(rest)}
    return named.pop() if len(named) == 1 else None


def count(text: str) -> int | None:
    """A whole number of people or things."""
    found = re.fullmatch(r"(\d{1,9})(?:\.0+)?(?:[人个名]|个月)?", _figures(text))
    return int(found[1]) if found else None
