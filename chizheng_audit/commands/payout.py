"""`audit payout`: what of a payment batch may be paid, what waits and what is refused, in three files with a certificate."""

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chizheng_audit.commands import options
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    import polars as pl

    from chizheng_audit.case import Case
    from chizheng_audit.commands.payout_made import Work
    from chizheng_audit.ledger.folder import Ledger
    from chizheng_audit.reading.result import Reading


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "payout", cls=Command, help=_("付款前核对：把付款批次分成可付、暂缓、不付三份文件，并出具证明。")
    )
    def payout(
        paths: Annotated[
            list[str],
            typer.Argument(help=_("付款批次的文件或文件夹，以及要对照的名册。"), show_default=False),
        ],
        out: Annotated[str, typer.Option("--out", help=_("写到哪个文件夹。"), show_default=False)] = ...,  # type: ignore[assignment] # required
        ledger: Annotated[str | None, flag("--ledger")] = None,
        batch: Annotated[str | None, flag("--batch")] = None,
        record: Annotated[
            bool, typer.Option("--record", help=_("写出文件后，把可付的申报在台账里记为已支付。"))
        ] = False,
        total: Annotated[
            str | None,
            typer.Option("--total", help=_("封面写的总金额（元），与明细核对。"), show_default=False),
        ] = None,
        count: Annotated[
            int | None,
            typer.Option("--count", min=0, help=_("封面写的笔数，与明细行数核对。"), show_default=False),
        ] = None,
        waivers: Annotated[str | None, flag("--waivers")] = None,
        policy: Annotated[str, flag("--policy")] = "zhongmu_2022",
        as_of: Annotated[str | None, flag("--as-of")] = None,
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        output_format: Annotated[str, flag("--format")] = "table",
        fail_on: Annotated[str, flag("--fail-on")] = "violation",
        key: Annotated[str | None, flag("--key")] = None,
        force: Annotated[bool, flag("--force")] = False,
        unmask: Annotated[bool, flag("--unmask")] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.audit import run
        from chizheng_audit.commands import known, payout_made, payout_shown
        from chizheng_audit.commands.audits import exit_code, key_of
        from chizheng_audit.commands.cases import case_of, history_of
        from chizheng_audit.payout import judged, lines, published
        from chizheng_audit.payout.terms import terms
        from chizheng_audit.policy import load_policy
        from chizheng_audit.reading.files import read
        from chizheng_audit.reports import view
        from chizheng_audit.rules import all_rules

        _words(output_format, fail_on)
        cover = _cover(total, count)
        batch = _batch(ledger, batch, record)
        law, day, rules = load_policy(policy), options.day(as_of), all_rules()
        said = terms(law, day, {rule.code for rule in rules.values()})
        folder = Path(out)
        there = options.given(paths, as_table)
        files = list(there.files)
        _apart(folder, files)
        published.free(folder, force)
        book = _ledger(ledger, batch, record)
        secret = key_of(key, book)
        accepted = known.waivers(waivers, secret)
        overrides = options.overrides(as_table or [], columns, encoding, files)
        with progress_of(len(files), quiet) as step:
            found = read(files, overrides, options.passwords(password_file), step, kept=True)
        case = _paying(case_of(found, law, day, book, batch), found, cover)
        if case.tables.payable.head(1).collect().is_empty() and not found.failed:
            raise AuditError(_("没有读到任何要付款的行；用 audit inspect 看看各表被认作什么。"))
        result = run(case, rules, key=secret or found.secret, debug="--debug" in sys.argv)
        standing, used = known.waived(accepted, known.standing(book, result), result, case, secret)
        code = exit_code(result, found.failed, fail_on, standing, used)
        seen = view.build(
            audit=result,
            reading=found,
            claims=case.tables.claims.collect(),
            policy=law,
            rules=rules,
            as_of=day,
            command="payout",
            exit_code=code,
            unmask=unmask,
            past=case.tables.named_past(),
            history=history_of(book, batch) if book else None,
            key=secret or found.secret,
            standing=standing,
            waivers=(waivers, used) if waivers else None,
            found=there.without([columns, password_file, key, policy, waivers]),
        )
        if code == ExitCode.INCOMPLETE:
            if force:
                published.withdraw(folder)  # what an earlier run found payable would be taken for this one's
            payout_shown.incomplete(seen, output_format)
            raise typer.Exit(code)
        held = lines.batch_of(found, case)
        parted, reasons = judged.judged(held, case, seen, rules, said)
        if record and book is None:
            book = _made(ledger, quiet)
            secret = book.key()
        work = payout_made.Work(
            folder=folder, batch=batch, booked=record, held=held, lines=parted, found=found, case=case, view=seen,
            terms=said, cover=cover, ledger=book, key=secret,
        )  # fmt: skip
        _finish(work, reasons, output_format, quiet)
        raise typer.Exit(code)


def _finish(work: "Work", reasons: "pl.DataFrame", output_format: str, quiet: bool) -> None:
    """Write the files, book what is paid where that was asked for, and say so: in this order."""
    from chizheng_audit.commands import payout_made, payout_shown

    made = payout_made.write(work)
    entry = payout_made.book(work) if work.booked else None
    payout_shown.show(made, work, reasons, output_format, quiet)
    if work.booked and not entry and not quiet:
        payout_shown.nothing_booked()
    if entry and not quiet:
        before = work.ledger.batches.get(entry.batch) if work.ledger else None
        payout_shown.booked(entry, None if before is None or before.undone else before.now)


def _words(output_format: str, fail_on: str) -> None:
    options.word("--format", output_format, ("table", "jsonl"))
    options.word("--fail-on", fail_on, ("violation", "suspicion", "never"))


def _cover(total: str | None, count: int | None) -> dict[str, Any] | None:
    """What the cover sheet says, as it was told."""
    from chizheng_audit.reading import values

    stated = None if total is None else values.money(total)
    if total is not None and stated is None:
        raise AuditError(_("--total {text} 不是金额；写作 123456.00（元）。").format(text=total))
    return None if stated is None and count is None else {"stated_amount": stated, "stated_lines": count}


def _batch(ledger: str | None, batch: str | None, record: bool) -> str | None:
    """The batch's name. It is needed with a ledger, lest the batch be taken for its own past, or not for it."""
    from chizheng_audit.commands.ledger_record import name_of

    if record and ledger is None:
        raise AuditError(_("--record 要与 --ledger 一起用。"))
    if ledger is not None and batch is None:
        raise AuditError(_("用 --ledger 时要用 --batch 说明本次付的是哪一批。"))
    return None if batch is None else name_of(batch)


def _apart(folder: Path, files: list[str]) -> None:
    """Raise AuditError where a file that is read would be written over."""
    inside = [file for file in files if Path(file).resolve().parent == folder.resolve()]
    if inside:
        raise AuditError(
            _("--out {path} 是要读的文件 {file} 所在的文件夹；请写到别的文件夹。").format(
                path=folder, file=inside[0]
            )
        )


def _ledger(folder: str | None, batch: str | None, record: bool) -> "Ledger | None":
    """The ledger, unless the batch was paid already; None also where --record is to make it."""
    from chizheng_audit.ledger.folder import opened

    if folder is None or batch is None:
        return None
    there = Path(folder)
    if record and (not there.exists() or (there.is_dir() and not any(there.iterdir()))):
        return None
    book = opened(there)
    before = book.batches.get(batch)
    if before and not before.undone and before.now.status == "paid":
        raise AuditError(
            _(
                "批次 {batch} 已于 {day} 支付入账（{rows} 条，{amount} 元），不能再付；"
                "另一批请另起批次名，那次若有误先 audit ledger undo {batch}。"
            ).format(
                batch=batch,
                day=before.now.recorded_at.date().isoformat(),
                rows=f"{before.now.rows:,}",
                amount=f"{before.now.amount:,.2f}",
            )
        )
    return book


def _made(folder: str | None, quiet: bool) -> "Ledger":
    from chizheng_audit.ledger.folder import opened_or_made

    book, made = opened_or_made(Path(str(folder)))
    if made and not quiet:
        print(_("新建台账 {folder}").format(folder=folder), file=sys.stderr)
    return book


def _paying(case: "Case", found: "Reading", cover: dict[str, Decimal | int | None] | None) -> "Case":
    """`case` with the lines that are to be paid, and the cover sheet, which stands for their first sheet."""
    import polars as pl

    from chizheng_audit.payable import COVER
    from chizheng_audit.payout.lines import to_be_paid
    from chizheng_audit.tables.system import SHEET_SPAN

    lines = to_be_paid(found, case.tables.claims.collect())
    first = 0 if lines.is_empty() else lines.item(0, "row_id") // SHEET_SPAN * SHEET_SPAN
    stated = pl.LazyFrame([{"row_id": first, **cover}] if cover else [], schema=COVER)
    return replace(case, tables=replace(case.tables, payable=lines.lazy(), cover=stated))
