"""Accepted exceptions in words: how many findings they leave aside is always said, and which of them need a look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.shown import Shown
from chizheng_audit.waivers.cover import IDLE, Status, Used

_WHY: dict[Status, str] = {
    "expired": N_("已于 {day} 到期，不再豁免"),
    "not_yet": N_("批准日期 {approved} 在审计基准日之后，尚未生效"),
    "over": N_("所指疑点共 {sum} 元，超过上限 {most} 元，一条也不豁免"),
    "unused": N_("没有对上任何未结的疑点，可以删去"),
}
_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Line:
    """A waiver, shown: what it is about (`about`), what became of it, and who asked for and approved it; see cover.Used."""

    place: int
    line: int
    about: str
    status: Status
    findings: int
    at_stake: Decimal
    reason: str
    requested_by: str
    approved_by: str
    approved_on: date
    expires_on: date
    max_amount: Decimal | None


@dataclass(frozen=True)
class Waived:
    """The waivers that were given: the file, and one line each."""

    file: str
    lines: tuple[Line, ...]


def shown(file: str, used: Sequence[Used], how: Shown) -> Waived:
    """What is shown of the waivers of `file`: who asked and who approved are people and masked like them."""
    return Waived(
        how.path(file),
        tuple(
            Line(
                place=each.waiver.place,
                line=each.waiver.line,
                about=each.waiver.fingerprint or f"{each.waiver.rule} {each.waiver.subject}",
                status=each.status,
                findings=each.findings,
                at_stake=each.at_stake,
                reason=how.words(each.waiver.reason),
                requested_by=how.called(each.waiver.requested_by, "name"),
                approved_by=how.called(each.waiver.approved_by, "name"),
                approved_on=each.waiver.approved_on,
                expires_on=each.waiver.expires_on,
                max_amount=each.waiver.max_amount,
            )
            for each in used
        ),
    )


def words(waived: Waived | None) -> list[str]:
    """What is said of the waivers: their count and what they leave aside, then each that needs a look."""
    if waived is None:
        return []
    used = [line for line in waived.lines if line.status == "used"]
    told = [
        _("豁免（{file}）：{n} 项，豁免疑点 {m} 条 {sum} 元").format(
            file=waived.file,
            n=len(waived.lines),
            m=f"{sum(line.findings for line in used):,}",
            sum=f"{sum((line.at_stake for line in used), _NOTHING):,.2f}",
        )
    ]
    for line in waived.lines:
        if line.status in (*IDLE, "not_yet"):
            why = _(_WHY[line.status]).format(
                day=line.expires_on.isoformat(),
                approved=line.approved_on.isoformat(),
                sum=f"{line.at_stake:,.2f}",
                most=f"{line.max_amount or 0:,.2f}",
            )
            told.append(
                _("豁免第 {n} 项（第 {line} 行，{about}）：{why}").format(
                    n=line.place, line=line.line, about=line.about, why=why
                )
            )
    return told
