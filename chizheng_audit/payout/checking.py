"""Whether a certificate is still what it was, the files beside it too, and the ledger holds exactly its claims."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import N_, _
from chizheng_audit.ledger.claims import listed
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.payout.certificate import (
    SECTIONS,
    VERSION,
    WHAT,
    digest,
    marks_of,
    place,
    seal,
)

SECTION_WORDS = {
    "run": N_("运行"),
    "policy": N_("政策"),
    "ledger": N_("台账"),
    "coverage": N_("规则覆盖"),
    "sources": N_("来源"),
    "files": N_("三份文件"),
    "batch": N_("批次合计"),
    "claims": N_("通过的申报"),
}
_SHOWN = 5


@dataclass(frozen=True)
class Checked:
    """faults: what was altered or is missing. remarks: what could not be looked at. claims, amount: what it certifies."""

    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    claims: int
    amount: Decimal


def load(path: Path) -> dict[str, Any]:
    """The certificate in a file. Raises AuditError where it is none, or one of a later version."""
    try:
        said = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise AuditError(_("读不了证明 {path}：{why}。").format(path=path, why=error.strerror)) from error
    except ValueError:
        said = None
    if not isinstance(said, dict) or said.get("what") != WHAT or not isinstance(said.get("version"), int):
        raise AuditError(_("{path} 不是付款核对证明（certificate.json）。").format(path=path))
    if said["version"] > VERSION:
        raise AuditError(_("证明 {path} 是更新版本的程序写的；请升级程序。").format(path=path))
    return said


def check(path: Path, ledger: Ledger | None) -> Checked:
    """Look at the certificate in `path`, at the files that stand beside it, and at `ledger` where it was booked."""
    said = load(path)
    try:
        told = [*_own(said, ledger), *_files(said, path.parent), *_in_ledger(said, ledger)]
        rows = [row for group in said["claims"] for row in group["rows"]]
        amount = sum((Decimal(row[1]) for row in rows if row[1] is not None), Decimal("0.00"))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError):
        broken = _("证明的结构被改动过，读不出它写了什么。")
        return Checked((broken,), (), 0, Decimal("0.00"))
    return Checked(
        tuple(words for bad, words in told if bad),
        tuple(words for bad, words in told if not bad),
        len(rows),
        amount,
    )


def _own(said: Mapping[str, Any], ledger: Ledger | None) -> Iterator[tuple[bool, str]]:
    """Sections that are not what their digests say; digests that are not what the whole says; the seal."""
    for name in SECTIONS:
        if digest(said[name]) != said["digests"].get(name):
            yield True, _("证明的“{section}”一节被改动过。").format(section=_(SECTION_WORDS[name]))
    if extra := sorted(set(said) - {"what", "version", *SECTIONS, "digests", "digest", "seal"}):
        yield True, _("证明里多出 {names}。").format(names=_("、").join(extra))
    if digest(said["digests"]) != said["digest"]:
        yield True, _("证明的各节校验值与总校验值不符：校验值被改动过。")
    keyed = (
        said["run"]["booked"]
        or said["ledger"]
        or any(row[2] is not None for group in said["claims"] for row in group["rows"])
    )
    if said["seal"] is None and keyed:
        yield True, _("证明的封印被去掉了：用了台账或密钥的证明都有封印。")
    elif said["seal"] is None:
        yield False, _("证明没有用台账密钥加封，只能查出没有重算校验值的改动。")
    elif ledger is None:
        yield False, _("没有台账，没有核对证明的封印。")
    elif not hmac.compare_digest(seal(said["digest"], ledger.key()), str(said["seal"])):
        yield True, _("证明的封印不是这个台账的密钥所加：证明被改写过，或不属于这个台账。")


def _files(said: Mapping[str, Any], folder: Path) -> Iterator[tuple[bool, str]]:
    """The three files, which stand beside the certificate, and the sources, where they still are."""
    for each in said["files"]:
        name = Path(each["file"]).name
        found = _sha256(folder / name)
        if found is None:
            yield True, _("付款文件 {file} 不在证明旁边。").format(file=name)
        elif found != each["sha256"]:
            yield (
                True,
                _("付款文件 {file} 与出具证明时不同：被改动过（当时 {n} 行，{sum} 元）。").format(
                    file=name, n=f"{each['lines']:,}", sum=f"{Decimal(each['amount']):,.2f}"
                ),
            )
    known: dict[str, str] = {}
    for each in said["sources"]:
        known.setdefault(each["file"], each["sha256"])
    changed = [file for file, sha256 in known.items() if _sha256(Path(file)) not in (None, sha256)]
    if changed:
        names = _("、").join(changed[:_SHOWN]) + (_(" 等") if len(changed) > _SHOWN else "")
        yield False, _("来源文件 {files} 现在与核对时不同。").format(files=names)


def _in_ledger(said: Mapping[str, Any], ledger: Ledger | None) -> Iterator[tuple[bool, str]]:
    """The claims of the batch in the ledger, against those of the certificate."""
    run = said["run"]
    batch = run["batch"]
    if ledger is None:
        if run["booked"]:
            yield False, _("没有台账，没有核对是否入账。")
        return
    found = ledger.batches.get(batch) if batch else None
    if found is None or found.undone or found.now.status != "paid":
        if run["booked"]:
            yield True, _("批次 {batch} 应已记入台账，台账里却没有它的支付。").format(batch=batch)
        else:
            yield False, _("这一批还没有记入台账。")
        return
    rows = listed(ledger, [found]).collect()
    marks = marks_of(rows, ledger.key())
    now = Counter(
        (place(file), place(sheet), row, None if amount is None else str(amount), mark)
        for (file, sheet, row, amount), mark in zip(
            rows.select("file", "sheet", "row", "amount").iter_rows(), marks, strict=True
        )
    )
    then = Counter(
        (group["file"], group["sheet"], row, amount, mark)
        for group in said["claims"]
        for row, amount, mark in group["rows"]
    )
    yield from _differences(then, now, batch)


_Claims = Counter[tuple[str | None, str | None, int, str | None, str | None]]


def _differences(then: _Claims, now: _Claims, batch: str) -> Iterator[tuple[bool, str]]:
    gone, come = then - now, now - then
    before = {key[:3]: key for key in gone}
    after = {key[:3]: key for key in come}
    for key in sorted(before.keys() & after.keys(), key=str)[:_SHOWN]:
        sums = before[key][3], after[key][3]
        what = _("金额 {a} 变为 {b}").format(a=sums[0], b=sums[1]) if sums[0] != sums[1] else _("内容变了")
        yield (
            True,
            _("{place}的申报，台账批次 {batch} 与证明不同：{what}。").format(
                place=_where(key), batch=batch, what=what
            ),
        )
    lost = sorted(before.keys() - after.keys(), key=str)
    more = sorted(after.keys() - before.keys(), key=str)
    for keys, words in (
        (lost, N_("证明里的申报 {n} 条不在台账批次 {batch} 中：{places}。")),
        (more, N_("台账批次 {batch} 比证明多出申报 {n} 条：{places}。")),
    ):
        if keys:
            places = _("、").join(map(_where, keys[:_SHOWN])) + (_(" 等") if len(keys) > _SHOWN else "")
            yield True, _(words).format(n=f"{len(keys):,}", batch=batch, places=places)
    many = len(before.keys() & after.keys()) - _SHOWN
    if many > 0:
        yield True, _("另有 {n} 条申报与证明不同。").format(n=f"{many:,}")


def _where(key: tuple[Any, ...]) -> str:
    file, sheet, row = key
    place_of = f"{file} [{sheet}]" if sheet else str(file)
    return _("{place} 第 {row} 行").format(place=place_of, row=row)


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
