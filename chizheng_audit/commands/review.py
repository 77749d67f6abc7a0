"""`audit review`: send findings out to be verified, unit by unit, and take the answers back into the ledger."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import options, targets
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.ledger_record import FOLDER
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command, Group
from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.i18n import _, language

if TYPE_CHECKING:  # the real imports wait until a command runs
    import polars as pl

    from chizheng_audit.review.checking import Checked

_MOST_TOLD = 50


def build() -> typer.Typer:
    """The commands under `audit review`, in the language in force."""
    commands = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None)
    _export(commands)
    _import(commands)
    _subject(commands)
    return commands


def _export(commands: typer.Typer) -> None:
    @commands.command(
        "export",
        cls=Command,
        help=_("按单位写出核实表：未结的疑点，锁定事实，留出核实结果各栏；并把这次运行记入台账。"),
    )
    def export(
        paths: Annotated[list[str], typer.Argument(help=_("要读的文件或文件夹。"), show_default=False)],
        out: Annotated[str, typer.Option("--out", help=_("写到哪个文件夹。"), show_default=False)],
        ledger: Annotated[str, typer.Option("--ledger", help=_(FOLDER))] = "ledger",
        policy: Annotated[str, flag("--policy")] = "zhongmu_2022",
        as_of: Annotated[str | None, flag("--as-of")] = None,
        batch: Annotated[str | None, flag("--batch")] = None,
        waivers: Annotated[str | None, flag("--waivers")] = None,
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        select: Annotated[list[str] | None, flag("--select")] = None,
        ignore: Annotated[list[str] | None, flag("--ignore")] = None,
        force: Annotated[bool, flag("--force")] = False,
        unmask: Annotated[bool, flag("--unmask")] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.audit import run
        from chizheng_audit.commands import known
        from chizheng_audit.commands.audits import chosen, ledger_of
        from chizheng_audit.commands.cases import case_of, history_of
        from chizheng_audit.ledger import runs
        from chizheng_audit.policy import load_policy
        from chizheng_audit.reading.files import read
        from chizheng_audit.reports import view
        from chizheng_audit.review import layout, seal, units
        from chizheng_audit.review.sending import send

        targets.check_folder(out, force)
        law, day, rules = load_policy(policy), options.day(as_of), chosen("run", select, ignore)
        book = ledger_of(ledger, batch)
        assert book is not None
        key = book.key()
        accepted = known.waivers(waivers, key)
        files = list(options.given(paths, as_table).files)
        overrides = options.overrides(as_table or [], columns, encoding, files)
        with progress_of(len(files), quiet) as step:
            found = read(files, overrides, options.passwords(password_file), step)
        case = case_of(found, law, day, book, batch)
        result = run(case, rules, key=key, debug="--debug" in sys.argv)
        claims = case.tables.claims.collect()
        standing, used = known.waived(accepted, known.standing(book, result), result, case, key)
        asked = known.run_of("review", batch, case, result, found)
        seen = view.build(
            audit=result,
            reading=found,
            claims=claims,
            policy=law,
            rules=rules,
            as_of=day,
            command="review",
            exit_code=int(ExitCode.CLEAN if asked.complete else ExitCode.INCOMPLETE),
            unmask=unmask,
            past=case.tables.named_past(),
            history=history_of(book, batch),
            standing=standing,
            waivers=(waivers, used) if waivers else None,
        )
        groups = result.findings.select("fingerprint").with_columns(group=runs.groups(result.findings))
        waiting = units.open_findings(seen, groups)
        facts = dict(zip(result.findings["fingerprint"], runs.digests(result.findings, key), strict=True))
        mark, made_on = seal.ledger_mark(key), asked.at.astimezone().date().isoformat()

        def letter_to(unit: str | None) -> seal.Letter:
            return seal.Letter(layout.WHAT, layout.VERSION, mark, asked.id, unit, language(), made_on)

        if waiting.is_empty():
            print(_("没有未结的违规或疑点，不用核实；没有写出核实表。"), file=sys.stderr)
        else:
            made = send(
                Path(out), seen, units.units(seen, waiting), letter_to, facts, key,
                lambda: runs.record(book, asked, result.findings, claims, found.sheets),
            )  # fmt: skip
            for path, count in made:
                print(_("{path}：{n} 条").format(path=path, n=f"{count:,}"))
            _sent(seen.findings, waiting, len(made), quiet)
        for file, why in seen.failed:
            print(_("没有读成：{file}：{why}").format(file=file, why=why), file=sys.stderr)
        raise typer.Exit(seen.exit_code)

    def _sent(findings: "pl.DataFrame", waiting: "pl.DataFrame", books: int, quiet: bool) -> None:
        if quiet:
            return
        settled = int(findings["settled"].sum())
        open_rows = int(((findings["verdict"] == "unverifiable") & ~findings["settled"]).sum())
        print(
            _("已写出核实表 {books} 份，疑点 {n} 条；未列入：已了结 {settled} 条，无法核验 {m} 条。").format(
                books=books, n=f"{len(waiting):,}", settled=f"{settled:,}", m=f"{open_rows:,}"
            ),
            file=sys.stderr,
        )


def _import(commands: typer.Typer) -> None:
    @commands.command(
        "import",
        cls=Command,
        help=_("读回填好的核实表，全部无误才记入台账；有一处不对就什么也不记。"),
    )
    def import_(
        files: Annotated[list[str], typer.Argument(help=_("填好的核实表。"), show_default=False)],
        ledger: Annotated[str, typer.Option("--ledger", help=_(FOLDER))] = "ledger",
        overrule: Annotated[
            bool, typer.Option("--overrule", help=_("与台账中已有的核实结果不同的，以本次为准；旧的仍留着。"))
        ] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.ledger.folder import opened
        from chizheng_audit.review import checking, returned

        book = opened(Path(ledger))
        key, now = book.key(), options.moment()
        books = [returned.read(Path(file), key, now.astimezone().date()) for file in dict.fromkeys(files)]
        told = checking.check(book, books, overrule)
        _refused(told)
        if told.fresh:
            entry = checking.book(book, told.fresh, books, now)
            number, mark = entry.number, entry.hash[:16]
        if quiet:
            return
        for remark in told.remarks:
            print(_("提示：{what}").format(what=remark), file=sys.stderr)
        if told.fresh:
            print(
                _("已记入核实结果 {n} 条（其中更新 {changed} 条）；第 {number} 笔，校验值 {hash}").format(
                    n=f"{len(told.fresh):,}", changed=f"{told.changed:,}", number=number, hash=mark
                ),
                file=sys.stderr,
            )
        else:
            print(_("没有新的核实结果；台账没有变。"), file=sys.stderr)
        print(
            _("与台账相同 {same} 条，还没有填 {blank} 条").format(
                same=f"{told.same:,}", blank=f"{told.blank:,}"
            ),
            file=sys.stderr,
        )


def _subject(commands: typer.Typer) -> None:
    @commands.command(
        "subject",
        cls=Command,
        help=_(
            "给出一个人（身份证号）或一个单位（名称）的摘要，写进 waivers.toml 的 subject；文件里不留原文。"
        ),
    )
    def subject(
        who: Annotated[str, typer.Argument(help=_("身份证号，或单位名称。"), show_default=False)],
        ledger: Annotated[str | None, typer.Option("--ledger", help=_(FOLDER), show_default=False)] = None,
        key: Annotated[str | None, flag("--key")] = None,
    ) -> None:
        from chizheng_audit.commands.audits import key_of, ledger_of
        from chizheng_audit.waivers.cover import subject_mark

        secret = key_of(key, ledger_of(ledger, None))
        if secret is None or not who.strip():
            raise AuditError(_("audit review subject 要写明是谁，并给出 --ledger 或 --key。"))
        print(subject_mark(secret, who.strip()))


def _refused(told: "Checked") -> None:
    """Say everything that is wrong, and stop."""
    if not told.faults:
        return
    for fault in told.faults[:_MOST_TOLD]:
        print(fault, file=sys.stderr)
    raise AuditError(_("共有 {n} 处不对，什么也没有记入。").format(n=f"{len(told.faults):,}"))
