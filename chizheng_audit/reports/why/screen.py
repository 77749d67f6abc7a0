"""The answers on the screen: the row as it stands, then each rule's answer with what it rests on."""

from collections.abc import Iterable
from decimal import Decimal

from rich.console import Console, RenderableType
from rich.text import Text

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.beside import failure, with_ledger
from chizheng_audit.reports.console import STYLES, yuan
from chizheng_audit.reports.screen import Page, screen
from chizheng_audit.reports.shown import letters
from chizheng_audit.reports.why.view import Line, Number, Place, Row, Said, WhyView, address
from chizheng_audit.reports.words import CONFIDENCE_WORDS, VERDICT_WORDS

ANSWER_WORDS = VERDICT_WORDS | {
    "failed": N_("规则出错"),
    "no_table": N_("没有跑"),
    "no_parameter": N_("没有跑"),
    "passed": N_("通过"),
    "out_of_scope": N_("不适用"),
}
_STYLES = STYLES | {"passed": "green", "failed": "bold red", "no_table": "yellow", "no_parameter": "yellow"}
_ABOUT = {
    "claims": "",
    "totals": N_("（看合计行）"),
    "sheets": N_("（看整张表）"),
    "payable": N_("（看付款行）"),
    "cover": N_("（看付款封面）"),
}
_MOST_PLACES = 5
_SHORT = 4  # characters of a unit that stands right behind its number: 元, 月, yuan


def write(view: WhyView, everything: bool = False, console: Console | None = None) -> None:
    """Print the answers to `console` (default: stdout); `everything`: also those of rules that do not apply."""
    console = console or screen()
    page = Page(console)
    for part in _parts(view, everything, page):
        console.print(part)


def _parts(view: WhyView, everything: bool, page: Page) -> Iterable[RenderableType]:
    if view.person is not None:
        yield page.text(_("{person}：申报 {n} 条").format(person=view.person, n=len(view.rows)), style="bold")
    law = _("政策：{title}〔{status}〕；审计基准日 {day}").format(
        title=view.law_title, status=view.law_status_word, day=view.as_of.isoformat()
    )
    yield page.text(law + (_("；未脱敏") if view.unmasked else ""), style="dim", hang=2)
    if view.history:
        yield page.text(with_ledger(view.history), style="dim", hang=2)
    for row in view.rows:
        yield ""
        yield from _row(row, everything, page)
    yield from _assumed(view, everything, page)
    for file, why in view.failed:
        yield page.text(failure(file, why), style="bold red", hang=2)


def _row(row: Row, everything: bool, page: Page) -> Iterable[RenderableType]:
    yield page.text(address(row.place), style="bold")
    for remark in row.remarks:
        yield page.text(remark, indent=2, style="yellow", hang=2)
    if row.cells:
        yield _cells(row, page)
    yield from _other_table(row, page)
    if not row.lines or row.kind == "blank":
        return
    shown = [line for line in row.lines if everything or line.answer != "out_of_scope"]
    yield page.text(_counts(row, everything), style="bold", hang=2)
    told: set[str] = set()
    for line in shown:
        yield ""
        yield from _line(line, told, page)


def _cells(row: Row, page: Page) -> RenderableType:
    """The cells with a value beside each that was understood."""
    understood = any(cell.name for cell in row.cells)
    heads = (
        [_("列"), _("表头").capitalize(), _("表中原样"), _("认作"), _("读作")]
        if understood
        else [_("列"), _("表中原样")]
    )
    table = page.table(*((head, False) for head in heads))
    table.columns[0].no_wrap = True
    for cell in row.cells:
        place = letters(cell.column) if cell.column else "—"
        texts = [cell.header, cell.raw, cell.title, cell.value] if understood else [cell.raw]
        table.add_row(place, *(Text(text or "") for text in texts))
    return table


def _other_table(row: Row, page: Page) -> Iterable[RenderableType]:
    if row.kind != "table" or row.table == "claims":
        return
    rules = _("、").join(row.looked_at)
    yield page.text(
        _("看这张表的规则：{codes}。").format(codes=rules) if rules else _("本版没有规则看这张表。"), indent=2
    )
    if row.claims:
        yield page.text(_("同一人的申报：{places}").format(places=_places(row.claims)), indent=2, hang=2)
    else:
        yield page.text(_("没有读到同一人的申报。"), indent=2)


def _counts(row: Row, everything: bool) -> str:
    """How many rules gave each answer."""
    found = [line.answer for line in row.lines]
    counted = [
        f"{_(words)} {found.count(answer)}"
        for answer, words in (
            ANSWER_WORDS | {"no_table": N_("缺表没跑"), "no_parameter": N_("缺参数没跑")}
        ).items()
        if answer != "out_of_scope" and answer in found
    ]
    said = _("；").join(counted) if counted else _("没有规则适用于这一行")
    idle = found.count("out_of_scope")
    if idle and not everything:
        said += _("（另有 {n} 条规则不适用，加 --all 列出）").format(n=idle)
    return said


def _line(line: Line, told: set[str], page: Page) -> Iterable[RenderableType]:
    """One answer. `told`: parameters of which all was said above; they are added to, and named with their value only."""
    head = Text(f"{_(ANSWER_WORDS[line.answer])} {line.code} ", style=_STYLES.get(line.answer, "dim"))
    title = _("{title}：没有发现").format(title=line.title) if line.answer == "passed" else line.title
    head.append(
        title + (_(_ABOUT[line.about]) if _ABOUT[line.about] else ""), style="bold" if line.said else ""
    )
    yield head
    for each in line.said:
        yield page.text(_said(each), indent=3)
    if line.not_run:
        yield page.text(line.not_run, indent=3)
    if line.answer == "out_of_scope":
        return
    facts = [
        f"{each.title} {_('（空）') if each.value is None else each.value}"
        for each in line.inputs
        if not each.known
    ]
    yield from _labelled(_("核对内容"), _("；").join(facts), page)
    for number in line.numbers:
        if number.name not in told:
            yield from _labelled(_("执行参数"), _value(number) + _dated(number), page)
    again = [_value(number) for number in line.numbers if number.name in told]
    yield from _labelled(_("执行参数（同上）"), _("；").join(again), page)
    told.update(number.name for number in line.numbers)
    if line.clause_at:
        said = _("{label}：{words}").format(label=line.clause_at, words=line.clause_says)
        yield from _labelled(_("依据"), said, page)
    evidence = [place for each in line.said for place in each.evidence]
    yield from _labelled(_("佐证"), _places(evidence), page)
    if line.cited:
        yield from _labelled(_("本行是这些疑点的佐证"), _places(line.cited), page)


def _said(said: Said) -> str:
    money = _("涉及 {sum} 元").format(sum=yuan(Decimal(said.at_stake))) if said.at_stake else ""
    plain = said.confidence == "exact" or said.verdict == "unverifiable"
    sure = "" if plain else _("置信度") + " " + _(CONFIDENCE_WORDS[said.confidence])
    more = _("；").join(filter(None, (money, sure)))
    return said.message + (_("（{words}）").format(words=more) if more else "")


def _labelled(label: str, words: str, page: Page) -> Iterable[RenderableType]:
    if words:
        yield page.text(_("{label}：{words}").format(label=label, words=words), indent=3, style="dim", hang=2)


def _value(number: Number) -> str:
    """A parameter with its value."""
    name = number.title + (_("（{words}）").format(words=number.key) if number.key else "")
    if number.value is None:
        value = _("没有规定") if number.day else _("日期读不懂，无从取值")
    else:
        value = number.value + (f" {number.unit}" if 0 < len(number.unit) <= _SHORT else "")
    return f"{name} = {value}"


def _dated(number: Number) -> str:
    """The day that decided, from when the value holds, and whether something about it is assumed."""
    day = number.day.isoformat() if number.day else "—"
    about = [f"{number.column_title} {day}" if number.column else _("没有日期可据")]
    if number.value is not None:
        about += [_("{day} 起").format(day=number.since.isoformat())] if number.since else []
        about += [_("单位：{unit}").format(unit=number.unit)] if len(number.unit) > _SHORT else []
    about += [_("含推定")] if number.assumed else []
    return _("（{words}）").format(words=_("；").join(about))


def _assumed(view: WhyView, everything: bool, page: Page) -> Iterable[RenderableType]:
    """What is assumed about the parameters above, once for all rows."""
    notes = {
        number.title: number.note
        for row in view.rows
        for line in row.lines
        if everything or line.answer != "out_of_scope"
        for number in line.numbers
        if number.assumed
    }
    if notes:
        yield ""
        yield page.text(_("推定说明"), style="bold")
        for name, note in notes.items():
            yield page.text(
                _("{label}：{words}").format(label=name, words=note), indent=2, style="dim", hang=2
            )


def _places(places: Iterable[Place]) -> str:
    named = [address(place) for place in places]
    more = len(named) - _MOST_PLACES
    few = _("、").join(named[:_MOST_PLACES])
    return few + (_(" 等 {n} 处").format(n=len(named)) if more > 0 else "")
