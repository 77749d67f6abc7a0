"""Answers held against the ledger and against each other, and booked: all of them by one commit, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl

from chizheng_audit.finding import CONFIRMED, VERDICT
from chizheng_audit.i18n import _
from chizheng_audit.ledger import decisions, runs, stats
from chizheng_audit.ledger.entries import Entry, Source, status_word
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.ledger.schema import DECISIONS
from chizheng_audit.reports.words import RESULT_WORDS
from chizheng_audit.review.returned import Answer, Returned

_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Checked:
    """What an import comes to. faults: why nothing is booked, a sentence each; remarks: what is worth knowing.

    fresh: answers to be booked; changed: how many of them replace or add to an earlier one; same: answers that the ledger
    has already; blank: findings that were sent out in these workbooks and not answered.
    """

    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    fresh: tuple[Answer, ...]
    changed: int
    same: int
    blank: int


def check(ledger: Ledger, books: Sequence[Returned], overrule: bool) -> Checked:
    """Hold the answers of `books` against `ledger`. With `overrule` an answer may differ from the earlier one."""
    faults = [fault for book in books for fault in book.faults]
    answers: dict[str, Answer] = {}
    for answer in (answer for book in books for answer in book.answers):
        first = answers.setdefault(answer.sent.fingerprint, answer)
        if first.same != answer.same:
            faults.append(_against(first, answer))
    prints = {each.fingerprint for book in books for each in book.sent}
    known = {row["fingerprint"]: row for row in runs.known(ledger).iter_rows(named=True)}
    before = {row["fingerprint"]: row for row in decisions.in_force(ledger).iter_rows(named=True)}
    fresh, changed, same = [], 0, 0
    for print_, answer in answers.items():
        finding, earlier = known.get(print_), before.get(print_)
        if why := _refused(answer, finding):
            faults.append(why)
        elif earlier is None:
            fresh.append(answer)
        elif _as(answer, earlier):
            same += 1
        elif overrule or _grown(finding, earlier) or _adds(answer, earlier):
            fresh.append(answer)
            changed += 1
        else:
            faults.append(_contradicts(answer, earlier))
    never, unsure = _returned(ledger, fresh)
    half, remarks = _groups(books, answers, known, before)
    return Checked(
        faults=(*faults, *never, *half),
        remarks=(*remarks, *unsure),
        fresh=tuple(fresh),
        changed=changed,
        same=same,
        blank=len(prints - answers.keys()),
    )


def book(ledger: Ledger, answers: Sequence[Answer], books: Sequence[Returned], at: datetime) -> Entry:
    """Record `answers` by one commit. Raises AuditError, with nothing recorded, where the ledger cannot be written."""
    known = {row["fingerprint"]: row for row in runs.known(ledger).iter_rows(named=True)}
    shas = {each.file: each.sha256 for each in books}
    told = [_decision(answer, known[answer.sent.fingerprint], shas[answer.file], at) for answer in answers]
    rows = pl.DataFrame(told, schema={name: dtype for name, dtype in DECISIONS.items() if name != "entry"})
    sources = [
        Source(
            0, each.file, None, each.sha256, "", len(own),
            sum((answer.recovered or _NOTHING for answer in own), _NOTHING),
        )
        for each in books
        if (own := [answer for answer in answers if answer.file == each.file])
    ]  # fmt: skip
    return decisions.add(ledger, rows, sources, at)


def _decision(answer: Answer, finding: Mapping[str, Any], sha256: str, at: datetime) -> dict[str, Any]:
    return {
        "fingerprint": answer.sent.fingerprint,
        "rule": finding["rule"],
        "verdict": finding["verdict"],
        "result": answer.result,
        "note": answer.note,
        "decided_by": answer.by,
        "decided_on": answer.on,
        "recovered": answer.recovered,
        "at_stake": finding["at_stake"],
        "facts": finding["facts"],
        "run": answer.letter.run,
        "source": answer.file,
        "source_sha256": sha256,
        "source_row": answer.row,
        "recorded_at": at,
    }


def _place(answer: Answer) -> str:
    return _("{path} 第 {row} 行（{number}）").format(
        path=answer.file, row=answer.row, number=answer.sent.number
    )


def _against(first: Answer, other: Answer) -> str:
    return _("{at}：与 {first} 对同一疑点的填写不一致（{a}、{b}）；请先核对一致。").format(
        at=_place(other),
        first=_place(first),
        a=_(RESULT_WORDS[other.result]),
        b=_(RESULT_WORDS[first.result]),
    )


def _refused(answer: Answer, finding: Mapping[str, Any] | None) -> str:
    """Why the ledger knows better than the workbook; "" where it does not."""
    at = _place(answer)
    if finding is None:
        return _("{at}：台账里没有这条疑点；它发出之后台账被换过，或恢复成了更早的备份。").format(at=at)
    if finding["facts"] != answer.sent.facts:
        return _("{at}：发出之后，最近一次运行里这条疑点的事实已经变了；请重新 audit review export 再核实。").format(at=at)  # fmt: skip
    if answer.recovered and answer.recovered > finding["limit"]:
        return _("{at}：追回金额 {sum} 元多于涉及金额 {limit} 元。").format(
            at=at, sum=f"{answer.recovered:,.2f}", limit=f"{finding['limit']:,.2f}"
        )
    return ""


def _returned(ledger: Ledger, answers: Sequence[Answer]) -> tuple[list[str], list[str]]:
    """Money that is said to have come back of claims that never were paid: faults; of which nobody knows: a remark."""
    back = [answer for answer in answers if answer.recovered]
    if not back:
        return [], []
    told = {row["fingerprint"]: row for row in stats.fates(ledger).iter_rows(named=True)}
    statuses = {batch.name: status_word(batch.now.status) for batch in ledger.history}
    faults, unsure = [], []
    for answer in back:
        fate = told.get(answer.sent.fingerprint, {"fate": "unknown"})
        if fate["fate"] == "waiting":
            faults.append(
                _(
                    "{at}：填了追回金额 {sum} 元，而台账里批次 {batch} 还是“{status}”，没有支付过；"
                    "确已支付的，先 audit ledger record --batch {batch} --status paid，没有支付的，追回金额留空。"
                ).format(
                    at=_place(answer), sum=f"{answer.recovered:,.2f}", batch=fate["batch"], status=statuses[fate["batch"]]
                )
            )  # fmt: skip
        elif fate["fate"] == "gone":
            faults.append(
                _(
                    "{at}：填了追回金额 {sum} 元，而台账里批次 {batch}（{status}）的明细已没有这笔申报，没有支付过；"
                    "确已支付的，先更正台账，没有支付的，追回金额留空。"
                ).format(
                    at=_place(answer), sum=f"{answer.recovered:,.2f}", batch=fate["batch"], status=statuses[fate["batch"]]
                )
            )  # fmt: skip
        elif fate["fate"] == "unknown":
            unsure.append(answer)
    if not unsure:
        return faults, []
    total = sum((answer.recovered or _NOTHING for answer in unsure), _NOTHING)
    return faults, [
        _("{n} 条填了追回金额（共 {sum} 元）的申报，台账看不出是否支付过；请核对支付凭证。").format(
            n=f"{len(unsure):,}", sum=f"{total:,.2f}"
        )
    ]  # fmt: skip


def _as(answer: Answer, earlier: Mapping[str, Any]) -> bool:
    return answer.same[1:] == (
        earlier["result"], earlier["note"], earlier["decided_by"], earlier["decided_on"], earlier["recovered"] or Decimal(0)
    )  # fmt: skip


def _adds(answer: Answer, earlier: Mapping[str, Any]) -> bool:
    """Whether more of the money came back, and nothing else is said anew."""
    more = (answer.recovered or _NOTHING) > (earlier["recovered"] or _NOTHING)
    return answer.result == earlier["result"] and answer.result in CONFIRMED and more


def _grown(finding: Mapping[str, Any] | None, earlier: Mapping[str, Any]) -> bool:
    """Whether the finding has come back since it was answered, so that it is to be answered anew."""
    assert finding is not None
    row = pl.DataFrame(
        {
            "at_stake": [finding["at_stake"]], "decided_at_stake": [earlier["at_stake"]],
            "verdict": [finding["verdict"]], "decided_verdict": [earlier["verdict"]],
        },
        schema={"at_stake": pl.Decimal(18, 2), "decided_at_stake": pl.Decimal(18, 2), "verdict": VERDICT, "decided_verdict": VERDICT},
    )  # fmt: skip
    return bool(row.select(decisions.grown()).item())


def _contradicts(answer: Answer, earlier: Mapping[str, Any]) -> str:
    return _(
        "{at}：填的是“{new}”（已追回 {sum} 元），台账里已是“{old}”（{day}，{by}，已追回 {before} 元）；"
        "要以本次为准，请加 --overrule。"
    ).format(
        at=_place(answer),
        new=_(RESULT_WORDS[answer.result]),
        sum=f"{answer.recovered or 0:,.2f}",
        old=_(RESULT_WORDS[earlier["result"]]),
        day=earlier["decided_on"].isoformat(),
        by=earlier["decided_by"],
        before=f"{earlier['recovered'] or 0:,.2f}",
    )


def _groups(
    books: Sequence[Returned],
    answers: Mapping[str, Answer],
    known: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Mapping[str, Any]],
) -> tuple[list[str], list[str]]:
    """Groups of duplicates of which only a part was answered: a fault in what came back, a remark on what is elsewhere."""
    members: dict[str, dict[str, str]] = {}
    for each in books:
        for sent in each.sent:
            if sent.group:
                members.setdefault(sent.group, {})[sent.fingerprint] = each.file
    faulty = frozenset().union(*(each.faulty for each in books))
    elsewhere: dict[str, list[str]] = {}
    for print_, finding in known.items():
        if finding["group"] in members and print_ not in members[finding["group"]]:
            elsewhere.setdefault(finding["group"], []).append(print_)
    faults, remarks = [], []
    for group, own in members.items():
        done = [answers[print_] for print_ in own if print_ in answers]
        left = [p for p in own if p not in answers and p not in before and p not in faulty]
        if done and left:
            files = _("、").join(dict.fromkeys(own[print_] for print_ in left))
            numbers = _("、").join(print_[:12] for print_ in left[:5])
            faults.append(
                _("{at}：同组（组 {mark}）的疑点只填了一部分，还缺 {n} 条（{files}：{numbers}）；同一组请一并核实。").format(
                    at=_place(done[0]), mark=group[:5].upper(), n=len(left), files=files, numbers=numbers
                )
            )  # fmt: skip
        others = [print_ for print_ in elsewhere.get(group, ()) if print_ not in before]
        if done and others:
            remarks.append(
                _("组 {mark} 另有 {n} 条疑点在别的单位的核实表里，还没有核实结果。").format(
                    mark=group[:5].upper(), n=len(others)
                )
            )
    return faults, remarks
