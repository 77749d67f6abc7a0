"""Two numbers explained on the screen: what each says, where they differ, who bears them, each relation, the grade.

The two were typed by whoever asks, and are shown in full; what files say of people stays masked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports import typeset
from chizheng_audit.reports.screen import Page, screen
from chizheng_audit.reports.side_by_side import marked
from chizheng_audit.reports.words import CONFIDENCE_WORDS
from chizheng_audit.similarity.aligned import aligned
from chizheng_audit.similarity.explained import Number, Rung, Two, verdict
from chizheng_audit.similarity.words import NAMES_WORDS, RELATION_WORDS

_MOST_ROWS = 3
_ANSWERS = {True: N_("是"), False: N_("否"), None: N_("待定")}
_STYLES = {True: "bold green", False: "dim", None: "yellow"}


@dataclass(frozen=True)
class Asked:
    """What is told of two numbers.

    pair: the pair that similarity.near makes of those who bear them (a row of PAIRS), if it does. rows: of either number,
    masked as all data: file, sheet, row, name, phone. searched: whether there were files to look for them in. plausible:
    of either, remarks on region and birth date. damaged: whether one stands in a damaged column and was not compared.
    """

    two: Two
    rungs: list[Rung]
    pair: Mapping[str, Any] | None
    rows: tuple[list[dict[str, Any]], list[dict[str, Any]]]
    searched: bool
    plausible: tuple[list[str], list[str]]
    damaged: bool = False


def write(asked: Asked, console: Console | None = None) -> None:
    """Print the explanation to `console` (default: stdout)."""
    console = console or screen()
    page = Page(console)
    for part in _parts(asked, page):
        console.print(part)


def _parts(asked: Asked, page: Page) -> Iterable[RenderableType]:
    two = asked.two
    yield page.text(_("一、两个号码"), style="bold")
    for word, number, remarks in zip((_("甲"), _("乙")), (two.one, two.other), asked.plausible, strict=True):
        yield page.text(f"{word}  {_said(number)}", indent=2, hang=4)
        for remark in remarks:
            yield page.text(remark, indent=6, style="yellow")
    yield from _beside(two, page)
    yield page.text(_("三、材料中的人"), style="bold")
    yield from _people(asked, page)
    yield page.text(_("四、由确到疑，逐项比对"), style="bold")
    yield from _ladder(asked.rungs, page)
    yield page.text(_("五、结论"), style="bold")
    for words, style in _conclusion(asked):
        yield page.text(words, indent=2, style=style)


def _said(number: Number) -> str:
    """What one number says, in one line."""
    parts = [number.given]
    if number.key is None:
        return "  ".join([*parts, _("不完整或已脱敏，不能逐位比对")])
    if number.old:
        parts.append(_("15 位，升为 18 位是 {key}").format(key=number.key))
    elif number.clean != number.key:
        parts.append(_("读作 {key}").format(key=number.key))
    elif number.clean != number.given:
        parts.append(_("归一为 {key}").format(key=number.key))
    if not number.formed:
        parts.append(_("{n} 位，不是 17 位数字加一位校验码").format(n=len(number.key)))
    elif number.right:
        parts.append(_("校验码 {sign} 相符").format(sign=number.key[17]))
    else:
        parts.append(
            _("校验码是 {sign}，按前 17 位应为 {fitting}").format(sign=number.key[17], fitting=number.fitting)
        )
    return "  ".join(parts)


def _beside(two: Two, page: Page) -> Iterable[RenderableType]:
    yield page.text(_("二、逐位并列"), style="bold")
    if not two.comparable:
        yield page.text(_("有一个号码不完整，不能逐位比对"), indent=2)
        return
    pair = aligned(two.one.key or "", two.other.key or "")
    for line in (Text(pair.one), *marked(pair.other, pair.places, page.colour)):
        yield Text("  ").append_text(line)
    if not pair.places:
        yield page.text(_("逐位相同"), indent=2)
        return
    places = _("、").join(str(at + 1) for at in pair.places)
    words = _("不同之处：第 {places} 位；相差 {n} 处（改、多、少一位或相邻两位颠倒各算一处）").format(
        places=places, n=two.apart
    )
    if two.digits_apart == 0:
        words += _("；前 17 位相同")
    elif two.digits_apart is not None:
        words += _("；前 17 位有 {n} 位不同").format(n=two.digits_apart)
    yield page.text(words, indent=2)


def _people(asked: Asked, page: Page) -> Iterable[RenderableType]:
    if not asked.searched:
        yield page.text(_("没有给出材料，不知道号码是谁的；姓名、电话、账号能否佐证，留待核对。"), indent=2)
        return
    for word, rows in zip((_("甲"), _("乙")), asked.rows, strict=True):
        if not rows:
            yield page.text(_("{which}：材料中没有").format(which=word), indent=2)
        for row in rows[:_MOST_ROWS]:
            sheet = f" [{row['sheet']}]" if row["sheet"] else ""
            where = _("{file}{sheet} 第 {row} 行").format(file=row["file"], sheet=sheet, row=row["row"])
            facts = filter(None, (row["name"], row["phone"], where))
            yield page.text(f"{word}  {'  '.join(facts)}", indent=2, hang=4)
        if len(rows) > _MOST_ROWS:
            yield page.text(_("另有 {n} 行").format(n=f"{len(rows) - _MOST_ROWS:,}"), indent=6, style="dim")
    two = asked.two
    if all(asked.rows):
        words = _("姓名：{names}；电话：{phone}；账号：{account}")
        shared = {key: _(_SHARED[value]) for key, value in (("phone", two.phone), ("account", two.account))}
        yield page.text(words.format(names=_(NAMES_WORDS[two.names]), **shared), indent=2)


_SHARED = {True: N_("相同"), False: N_("没有相同的"), None: N_("不知道")}


def _ladder(rungs: list[Rung], page: Page) -> Iterable[RenderableType]:
    """Each relation up to the first that holds."""
    answers = {holds: _(word) for holds, word in _ANSWERS.items()}
    wide = max(map(typeset.width, answers.values())) + 2
    for at, rung in enumerate(rungs, start=1):
        words = _("{relation}：{why}").format(relation=_(RELATION_WORDS[rung.relation]), why=_(rung.why))
        first, *more = typeset.wrapped(words, max(page.width - wide - 5, 20))
        answer = answers[rung.holds]
        line = Text(f"  {at:>2} ").append(answer, style=_STYLES[rung.holds])
        line.append(" " * (wide - typeset.width(answer))).append(first)
        for rest in more:
            line.append("\n" + " " * (wide + 5)).append(rest)
        yield line
        if rung.holds:
            if at < len(rungs):
                yield page.text(_("其余更远的不再比对"), indent=wide + 5, style="dim")
            return


def _conclusion(asked: Asked) -> Iterable[tuple[str, str]]:
    two, pair, rung = asked.two, asked.pair, verdict(asked.rungs)
    if asked.damaged:
        yield _("所在表的号码整列损坏（Q09），审计时不作相近比对；以下只就号码而言。"), "yellow"
    if rung is None:
        same = two.same_key or two.one.clean == two.other.clean
        yield (_("就是同一个号码，没有疑点。") if same else _("不相近：上列关系都不成立。")), "bold"
        return
    relation = _(RELATION_WORDS[rung.relation])
    if rung.holds is None and rung.relation == "same_number":
        yield _("若姓名不同，则是“{relation}”。").format(relation=relation), "bold yellow"
    elif rung.holds is None and not two.comparable:
        yield _("有一个号码不完整，单凭号码不能断定；是否像是同一人，要看姓名、电话或账号。"), "bold yellow"
    elif rung.holds is None and rung.relation == "distant":
        yield (
            _("号码本身不相近；若姓名相同或同音，电话或账号也相同，则是“{relation}”。").format(
                relation=relation
            ),
            "bold yellow",
        )
    elif rung.holds is None:
        yield (
            _("号码合于“{relation}”；是否像是同一人，要看姓名、电话或账号。").format(relation=relation),
            "bold yellow",
        )
    elif pair is None:
        yield (
            _("号码相近：{relation}；材料中没有两边的人，不能评定置信度。").format(relation=relation),
            "bold",
        )
    if pair is not None:
        said, grade = RELATION_WORDS[str(pair["relation"])], CONFIDENCE_WORDS[str(pair["grade"])]
        yield _("相近：{relation}，置信度 {grade}。").format(relation=_(said), grade=_(grade)), "bold"
        if pair["twin"]:
            yield _("同地区同日出生，姓名不同，像双胞胎，不列为疑点。"), "yellow"
        if pair["expected"] is not None:
            yield _("这个姓名的人偶然如此相近，预计 {n} 对。").format(n=_rounded(pair["expected"])), ""
    if correction := _correction(two, rung):
        yield _("拟更正为 {number}，请核对证件。").format(number=correction), ""


def _correction(two: Two, rung: Rung) -> str | None:
    """The right number that is proposed, where there is just one."""
    if rung.relation in ("mistyped", "lost_or_added"):
        return two.one.key if two.one.right else two.other.key
    both = two.one.sources & two.other.sources
    return next(iter(both)) if rung.relation == "common_source" and len(both) == 1 else None


def _rounded(pairs: float) -> str:
    return "<0.01" if pairs < 0.01 else f"{pairs:.2f}"
