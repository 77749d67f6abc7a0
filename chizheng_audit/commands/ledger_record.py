"""`audit ledger record`: read a batch and put it into the ledger, or bring the batch that is there one status further."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import options
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import N_, _

if TYPE_CHECKING:  # the real imports wait until a command runs
    import polars as pl

    from chizheng_audit.ledger.entries import Entry
    from chizheng_audit.reading.result import Reading

FOLDER = N_("台账所在的文件夹。")
_FEW = 3


def register(commands: typer.Typer) -> None:
    """Add the command."""

    @commands.command(
        "record", cls=Command, help=_("把一批申报明细记入台账；不给文件则只把该批推进到下一状态。")
    )
    def record(
        paths: Annotated[
            list[str] | None, typer.Argument(help=_("要读的文件或文件夹。"), show_default=False)
        ] = None,
        batch: Annotated[
            str, typer.Option("--batch", help=_("批次名，如 2023Q4。"), show_default=False)
        ] = ...,  # type: ignore[assignment] # required
        status: Annotated[
            str,
            typer.Option("--status", help=_("到了哪一步：claimed、approved 或 paid。"), show_default=False),
        ] = ...,  # type: ignore[assignment] # required
        ledger: Annotated[str, typer.Option("--ledger", help=_(FOLDER))] = "ledger",
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.ledger import recording
        from chizheng_audit.ledger.entries import STATUSES
        from chizheng_audit.ledger.folder import opened, opened_or_made

        options.word("--status", status, STATUSES)
        wanted = recording.Wanted(name_of(batch), status, options.moment())
        there = Path(ledger)
        if not paths and not as_table:
            entry = recording.advance(opened(there), wanted)
        else:
            if there.exists() and any(there.iterdir() if there.is_dir() else [there]):
                recording.refuse(opened(there), wanted, {})  # before the long reading
            found = _read(paths or [], as_table or [], columns, encoding, password_file, quiet)
            claims = _claims(found)
            book, made = opened_or_made(there)
            if made and not quiet:
                print(_("新建台账 {folder}").format(folder=ledger), file=sys.stderr)
            entry = recording.record(book, wanted, claims, found.sheets)
            _left_out(found, quiet)
        if not quiet:
            say(entry)


def say(entry: "Entry") -> None:
    """Say what was booked."""
    from chizheng_audit.ledger.entries import status_word

    print(
        _(
            "已入账：批次 {batch}（{status}），{rows} 条，{amount} 元，{files} 个文件；第 {n} 笔，校验值 {hash}"
        ).format(
            batch=entry.batch,
            status=status_word(entry.status),
            rows=f"{entry.rows:,}",
            amount=f"{entry.amount:,.2f}",
            files=len(entry.sha256s()),
            n=entry.number,
            hash=entry.hash[:16],
        ),
        file=sys.stderr,
    )


def name_of(batch: str) -> str:
    """A batch's name as it is kept."""
    name = " ".join(batch.split())
    if not name or not name.isprintable():
        raise AuditError(_("--batch 不能为空，也不能有控制字符。"))
    return name


def _read(
    paths: list[str],
    as_table: list[str],
    columns: str | None,
    encoding: str | None,
    password_file: str | None,
    quiet: bool,
) -> "Reading":
    """What the files hold. Raises AuditError where one cannot be read: half a batch is not recorded."""
    from chizheng_audit.reading.files import read

    files = list(options.given(paths, as_table).files)
    overrides = options.overrides(as_table, columns, encoding, files)
    with progress_of(len(files), quiet) as step:
        found = read(files, overrides, options.passwords(password_file), step)
    if found.failed:
        said = "；".join(why if file in why else f"{file}：{why}" for file, why in found.failed[:_FEW])
        more = _(" 等") if len(found.failed) > _FEW else ""
        raise AuditError(
            _("有 {n} 处没有读成，什么也没有入账：{what}").format(n=len(found.failed), what=said + more)
        )
    return found


def _claims(found: "Reading") -> "pl.DataFrame":
    from chizheng_audit.case import prepare

    claims = found.tables["claims"]
    if claims.is_empty():
        raise AuditError(_("没有读到任何申报明细；用 audit inspect 看看各表被认作什么。"))
    return prepare(claims)


def _left_out(found: "Reading", quiet: bool) -> None:
    """Say which sheets were read and are no claims."""
    import polars as pl

    from chizheng_audit.reports import masking

    others = found.sheets.filter((pl.col("table") != "claims") | pl.col("table").is_null())
    names = [masking.masked_place(name) for name in others.get_column("file").unique(maintain_order=True)]
    if names and not quiet:
        listed = _("、").join(names[:_FEW]) + (_(" 等") if len(names) > _FEW else "")
        print(
            _("提示：{n} 张表不是申报明细，未入账：{files}").format(n=len(others), files=listed),
            file=sys.stderr,
        )
