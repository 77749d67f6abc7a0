"""Numbers side by side on the screen, with the characters that differ marked."""

from collections.abc import Iterable
from itertools import zip_longest

from rich.console import RenderableType
from rich.text import Text

from chizheng_audit.i18n import _
from chizheng_audit.reports import typeset
from chizheng_audit.reports.clusters import Clusters, Member
from chizheng_audit.reports.screen import Page

_MARK = "bold red underline"
_ROOM = 30  # cells that a name and a place need beside a number


def marked(text: str, places: Iterable[int], colour: bool) -> list[Text]:
    """`text` with those places marked: in colour, or by a line of carets below."""
    at = set(places)
    if colour:
        whole = Text()
        for place, sign in enumerate(text):
            whole.append(sign, style=_MARK if place in at else "")
        return [whole]
    carets = "".join("^" if place in at else " " for place in range(max(at, default=-1) + 1))
    return [Text(text), Text(carets)] if carets else [Text(text)]


def drawn(clusters: Clusters, page: Page) -> Iterable[RenderableType]:
    """The clusters for the screen."""
    if not clusters.worst:
        return
    yield page.text(
        _("号码相近的群：共 {n} 群，最大的 {m} 群并列如下（^ 或颜色标出不同之处）。").format(
            n=f"{clusters.count:,}", m=len(clusters.worst)
        ),
        style="bold",
    )
    for place, cluster in enumerate(clusters.worst, start=1):
        for at, member in enumerate(cluster.members):
            yield _line(member, f"{place}. " if at == 0 else "   ", page)
        if cluster.more:
            yield page.text(_("另有 {n} 个号码").format(n=f"{cluster.more:,}"), indent=3, style="dim")
    yield ""


def _line(member: Member, head: str, page: Page) -> Text:
    """Number and marks to the left, name and place to the right of them, or below where the screen is narrow."""
    left = marked(member.number.other, member.number.places, page.colour)
    sheet = f" [{member.sheet}]" if member.sheet else ""
    where = _("{file}{sheet} 第 {row} 行").format(file=member.file, sheet=sheet, row=member.row)
    more = _("，共 {n} 行").format(n=f"{member.rows:,}") if member.rows > 1 else ""
    words = "  ".join(filter(None, (member.name, where + more)))
    wide = len(member.number.other) + 2
    room = page.width - len(head) - wide
    beside = room >= _ROOM
    right = typeset.wrapped(words, room if beside else page.width - len(head))
    lines = (
        list(zip_longest(left, right))
        if beside
        else [*((each, None) for each in left), *((None, each) for each in right)]
    )
    whole = Text()
    for at, (one, other) in enumerate(lines):
        whole.append("\n" if at else "").append(head if at == 0 else " " * len(head))
        whole.append_text(one or Text())
        if other:
            whole.append(" " * (wide - len(one or "")) if beside else "").append(other, style="dim")
    return whole
