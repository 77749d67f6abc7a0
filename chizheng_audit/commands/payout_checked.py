"""What `audit ledger verify --certificate` says of the certificate of a payment batch."""

from pathlib import Path
from typing import TYPE_CHECKING

from chizheng_audit.errors import ExitCode
from chizheng_audit.i18n import _

if TYPE_CHECKING:
    from chizheng_audit.ledger.folder import Ledger


def needs_ledger(path: Path, ledger: Path) -> bool:
    """Whether the ledger must be looked at too: it is there, or the certificate speaks of one.

    Raises AuditError where `path` is no certificate.
    """
    from chizheng_audit.payout.checking import load

    said = load(path)
    run = said.get("run")
    return ledger.exists() or bool(said.get("ledger")) or bool(isinstance(run, dict) and run.get("booked"))


def show(path: Path, ledger: "Ledger | None") -> int:
    """Print what was found, and return the exit code. `ledger` is None where there is none, or none that can be trusted."""
    from chizheng_audit.payout.checking import check

    found = check(path, ledger)
    for words in found.faults:
        print(_("改动：{words}").format(words=words))
    for words in found.remarks:
        print(_("说明：{words}").format(words=words))
    counts = {"n": f"{found.claims:,}", "sum": f"{found.amount:,.2f}"}
    if found.faults:
        print(_("证明有 {k} 处改动或缺失；所证申报 {n} 条，{sum} 元。").format(k=len(found.faults), **counts))
        return int(ExitCode.FINDINGS)
    print(_("证明完好：通过的申报 {n} 条，{sum} 元。").format(**counts))
    return int(ExitCode.CLEAN)
