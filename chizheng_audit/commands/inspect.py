"""`audit inspect PATHS`: what the reader makes of each sheet, before anything is audited."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import options, targets
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.i18n import N_, _

if TYPE_CHECKING:  # the real imports wait until a command runs
    import polars as pl
    from rich.console import Console

    from chizheng_audit.reading.look import FileSeen, SheetSeen
    from chizheng_audit.reports.rejects import Part

SURE = {"exact": N_("一致"), "near": N_("相近"), "override": N_("指定")}
TROUBLES = {
    "unreadable": N_("读不懂"),
    "precision_lost": N_("精度丢失"),
    "formula": N_("公式"),
    "error": N_("错误值"),
    "no_result": N_("公式无结果"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "inspect",
        cls=Command,
        help=_("查看每张表被认作什么：表头、各列含义与把握、样例、剔除的行、提醒。"),
        epilog=_(
            "环境变量（对各审计命令也有效）：CHIZHENG_SECONDS_PER_FILE 读一个文件的秒数（默认 30，另按每 MB 加 1 秒），"
            "CHIZHENG_MEMORY_PER_FILE_MB 读一个文件的内存（默认 4096），CHIZHENG_WORKERS 同时读几个文件（默认与处理器数相同）。"
        ),
    )
    def inspect(
        paths: Annotated[list[str], typer.Argument(help=_("要读的文件或文件夹。"), show_default=False)],
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        write_columns: Annotated[
            str | None,
            typer.Option(
                "--write-columns",
                help=_("把各表的表头、各列含义写成对照文件，核对后供 --columns 使用。"),
                show_default=False,
            ),
        ] = None,
        force: Annotated[bool, flag("--force")] = False,
        rejects: Annotated[str | None, flag("--rejects")] = None,
        unmask: Annotated[bool, flag("--unmask")] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.commands import columns_draft
        from chizheng_audit.reading.files import look_at
        from chizheng_audit.reports.beside import failure
        from chizheng_audit.reports.masking import masked_text, plain_text
        from chizheng_audit.reports.screen import screen

        there = options.given(paths, as_table)
        files = list(there.files)
        if write_columns and Path(write_columns).is_file() and not force:
            raise AuditError(_("{path} 已存在；换一个名字，或加 --force 覆盖。").format(path=write_columns))
        draft_of = None if write_columns == columns else columns  # a columns file may be renewed in its place
        wanted = {"--rejects": [rejects], "--write-columns": [write_columns]}
        targets.check(wanted, [*files, draft_of, password_file], force)
        overrides = options.overrides(as_table or [], columns, encoding, files)
        console = screen()
        called, draft = columns_draft.patterns(files), columns_draft.head()
        aside: list[Part] = []
        whole = bool(write_columns or rejects)
        code = ExitCode.CLEAN
        with progress_of(len(files), quiet) as step:
            for seen in look_at(files, overrides, options.passwords(password_file), step, whole):
                if isinstance(seen, tuple):
                    said = f"✗ {failure(seen[0], str(seen[1]))}"
                    console.print(said if unmask else masked_text(plain_text(said)), style="red")
                    draft += columns_draft.of_failed(*seen)
                    code = ExitCode.INCOMPLETE
                    continue
                for sheet in seen.sheets:
                    _print(console, seen, sheet, unmask)
                draft += columns_draft.of_file(called[seen.file], seen) if write_columns else []
                aside += [(sheet.line, sheet.set_aside) for sheet in seen.sheets] if rejects else []
        if write_columns:
            columns_draft.write(Path(write_columns), draft)
            options.written(write_columns, quiet)
        if rejects:
            options.write_rejects(rejects, aside, unmask, quiet)
        raise typer.Exit(int(code))


def _print(console: "Console", file: "FileSeen", seen: "SheetSeen", unmask: bool) -> None:
    from rich.text import Text

    from chizheng_audit.reading.said import span
    from chizheng_audit.reports.masking import masked_place, plain_text
    from chizheng_audit.reports.said import words
    from chizheng_audit.reports.words import REASONS

    line = seen.line
    place = f"{file.file} [{line['sheet']}]" if line["sheet"] else file.file
    console.print(Text(place if unmask else masked_place(plain_text(place)), style="bold"))
    unknown = _("指定不读") if line["set_aside"]["left_out"] else _("没有认出已知的表")
    table = _(seen.match.table.title) if seen.match else unknown
    shown = {"hidden": _("，隐藏"), "veryHidden": _("，深度隐藏")}.get(line["visibility"], "")
    console.print(f"  {file.format}{shown} · sha256 {file.sha256[:12]} · {table}")
    if by_hand := words(line, brief=True):
        console.print("  " + _("人工指定：{words}").format(words=by_hand))
    if seen.match:
        console.print("  " + _("表头在第 {rows} 行").format(rows=span(seen.match.rows)))
        _columns(console, seen, unmask)
        if seen.match.unmatched:
            _say(console, _("没有用到的列：{columns}").format(columns=_("、").join(seen.match.unmatched)))
    reasons = _("、").join(f"{_(REASONS[r])} {n}" for r, n in line["set_aside"].items() if n)
    account = _("共 {read} 行 = 明细 {kept} 行 + 剔除 {aside} 行").format(
        read=line["rows_read"], kept=line["rows_kept"], aside=line["rows_read"] - line["rows_kept"]
    )
    _say(console, account + (_("（{words}）").format(words=reasons) if reasons else ""))
    _aside(console, seen, unmask)
    _noticed(console, seen)
    console.print()


def _say(console: "Console", text: str, style: str = "") -> None:
    """A paragraph, broken as Chinese is; lines after the first hang."""
    from rich.text import Text

    from chizheng_audit.reports import typeset

    lines = typeset.wrapped(text, max(console.width - 4, 20))
    console.print(Text("  " + "\n    ".join(lines), style=style))


def _columns(console: "Console", seen: "SheetSeen", unmask: bool) -> None:
    from rich import box
    from rich.table import Table

    from chizheng_audit.reports.masking import masked
    from chizheng_audit.reports.shown import letters

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (_("列"), _("表头").capitalize(), _("认作"), _("把握"), _("样例")):
        grid.add_column(heading, overflow="fold")
    assert seen.match is not None
    in_order = sorted(seen.match.columns.items(), key=lambda item: int(item[1].place[1:]))
    for name, found in in_order:
        column = seen.match.table.by_name[name]
        samples = _samples(seen, name)
        samples = samples if unmask or not column.private else masked(samples, name)
        sure = _(SURE[found.how]) + (f" {found.score:.2f}" if found.how == "near" else "")
        grid.add_row(
            letters(int(found.place[1:])),
            " ".join(found.header.split()),
            _(column.title),
            sure,
            "  ".join(samples),  # lines break at blanks, so that no number is torn
        )
    console.print(grid)


def _samples(seen: "SheetSeen", name: str) -> "pl.Series":
    import polars as pl

    from chizheng_audit.reports.words import VALUE_WORDS

    if name not in seen.rows.columns:  # a column of nothing but empty cells is not among the rows
        return pl.Series(name, [], dtype=pl.String)
    samples = seen.rows.get_column(name).drop_nulls().unique(maintain_order=True).head(3).cast(str)
    words = VALUE_WORDS.get(name, {})
    return samples.replace({value: _(word) for value, word in words.items()}) if words else samples


def _aside(console: "Console", seen: "SheetSeen", unmask: bool) -> None:
    """The first rows set aside for each reason that a reader may want to doubt."""
    import polars as pl

    from chizheng_audit.reports.shown import Shown
    from chizheng_audit.reports.words import REASONS

    names = seen.rows.get_column("name") if "name" in seen.rows.columns else pl.Series([], dtype=pl.String)
    shown, aside = Shown(unmask, names), seen.set_aside
    doubted = aside.filter(~aside["reason"].is_in(["title", "header", "blank", "no_table", "left_out"]))
    for row, reason, detail, cells in (
        doubted.group_by("reason", maintain_order=True)
        .head(2)
        .select("row_id", "reason", "detail", "cells")
        .rows()
    ):
        words = " ".join(" | ".join(filter(None, cells)).split())
        console.print(
            "    "
            + _("第 {row} 行 {reason}：{text}").format(
                row=row,
                reason=_(REASONS[reason]) + (_("（{words}）").format(words=detail) if detail else ""),
                text=shown.words(words)[:60],  # cut after masking: half an ID is not known for one
            )
        )


def _noticed(console: "Console", seen: "SheetSeen") -> None:
    def say(text: str) -> None:
        _say(console, text, style="yellow")

    if n := len(seen.line["hidden_rows"]):
        say(_("隐藏行 {n} 行（已读入）").format(n=n))
    if n := len(seen.line["hidden_columns"]):
        say(_("隐藏列 {n} 列（已读入）").format(n=n))
    counts = seen.problems.group_by("header", "trouble", maintain_order=True).len()
    for header, trouble, n in counts.rows():
        say(
            _("“{header}”有 {n} 个单元格{trouble}").format(
                header=" ".join(header.split()), n=n, trouble=_(TROUBLES[trouble])
            )
        )
    for warning in seen.line["warnings"]:
        say(f"! {warning}")
