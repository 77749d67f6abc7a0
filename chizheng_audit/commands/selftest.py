"""`audit selftest PATHS`: which rules would catch known frauds in files like these?"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import options, targets
from chizheng_audit.commands.anonymise import check_apart, read_all
from chizheng_audit.commands.audits import chosen
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from datetime import date

    from chizheng_audit.audit import Audit
    from chizheng_audit.case import Case
    from chizheng_audit.policy import Policy
    from chizheng_audit.reading.laid import Laid
    from chizheng_audit.rule import Rule
    from chizheng_audit.selftest.running import Result


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "selftest",
        cls=Command,
        help=_("在材料的假名化副本里种下已知的舞弊，看各条规则查不查得出；种下而没有查出时退出码为 1。"),
    )
    def selftest(
        paths: Annotated[list[str], typer.Argument(help=_("要读的文件或文件夹。"), show_default=False)],
        seed: Annotated[int, typer.Option("--seed", help=_("随机种子；相同种子种在相同的地方。"))] = 2023,
        policy: Annotated[str, flag("--policy")] = "zhongmu_2022",
        as_of: Annotated[str | None, flag("--as-of")] = None,
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        select: Annotated[list[str] | None, flag("--select")] = None,
        ignore: Annotated[list[str] | None, flag("--ignore")] = None,
        keep: Annotated[
            str | None,
            typer.Option(
                "--keep", help=_("把种了舞弊的副本留在这个文件夹；不给则用完即删。"), show_default=False
            ),
        ] = None,
        output_format: Annotated[
            str, typer.Option("--format", help=_("屏幕输出：table 或 json。"))
        ] = "table",
        force: Annotated[bool, flag("--force")] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.policy import load_policy
        from chizheng_audit.selftest.running import selftest as tested

        options.word("--format", output_format, ("table", "json"))
        law, day = load_policy(policy), options.day(as_of)
        rules = chosen("run", select, ignore)
        files = list(options.given(paths, as_table).files)
        if keep is not None:
            check_apart("--keep", keep, [*paths, *files])
            targets.check_folder(keep, force)
        overrides = options.overrides(as_table or [], columns, encoding, files)
        with progress_of(len(files), quiet) as step:
            read, failed = read_all(files, overrides, options.passwords(password_file), step)
        if not read:
            raise AuditError(_("没有一个文件读得成：{why}").format(why=failed[0][1]))
        with _folder(keep) as folder:
            copy, law = _copied(read, folder, seed, law, policy)
            with progress_of(len(rules), quiet, _("种舞弊")) as step:
                results = tested(copy, folder, rules, _judge(law, day, rules), seed, step)
        show(results, seed, output_format)
        for file, why in failed:
            print(_("✗ 没有读成：{file}：{why}").format(file=file, why=why), file=sys.stderr)
        missed = any(result.missed for result in results)
        raise typer.Exit(
            int(ExitCode.INCOMPLETE if failed else ExitCode.FINDINGS if missed else ExitCode.CLEAN)
        )


@contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    """A folder for the copies: the one that the user names, else one that only they can enter and that is removed."""
    if keep is not None:
        Path(keep).mkdir(parents=True, exist_ok=True)
        yield Path(keep)
        return
    with tempfile.TemporaryDirectory(prefix="audit-selftest-") as folder:
        yield Path(folder)


def _copied(
    read: "Sequence[Laid]", folder: Path, seed: int, law: "Policy", policy: str
) -> "tuple[list[Laid], Policy]":
    """The pseudonymised copy that everything is planted in, read; and the policy that knows its regions."""
    from chizheng_audit.anonymise.copying import copy_files
    from chizheng_audit.anonymise.pack import NAME, listed, pack
    from chizheng_audit.policy import load_policy
    from chizheng_audit.reading.overrides import Overrides

    beside = folder / "0"
    beside.mkdir(exist_ok=True)
    # the same files and seed give the same copy; who has not the files cannot make the key
    secrets = ",".join(sorted(each.book.secret for each in read))
    key = hashlib.sha256(f"selftest {seed} {secrets}".encode()).digest()
    done = copy_files(read, beside, key, listed(law))
    extends = str(Path(policy).resolve()) if Path(policy).exists() else policy
    if text := pack(law, extends):
        (beside / NAME).write_text(text, "utf-8")
        law = load_policy(str(beside / NAME))
    again, failed = read_all([str(beside / each.copy) for each in done], Overrides(), (), None)
    if failed:
        raise AuditError(_("副本 {file} 读不回来：{why}").format(file=failed[0][0], why=failed[0][1]))
    return again, law


def _judge(
    law: "Policy", day: "date", rules: "dict[str, Rule]"
) -> "Callable[[Sequence[str]], tuple[Case, Audit]]":
    def judge(files: Sequence[str]) -> "tuple[Case, Audit]":
        from chizheng_audit.audit import run
        from chizheng_audit.commands.cases import case_of
        from chizheng_audit.reading.files import read

        case = case_of(read(files), law, day)
        return case, run(case, rules, key=b"selftest", debug="--debug" in sys.argv)

    return judge


def show(results: "Sequence[Result]", seed: int, output_format: str) -> None:
    """What became of each rule, as a table or as JSON."""
    planted, caught = (sum(getattr(result, name) for result in results) for name in ("planted", "caught"))
    if output_format == "json":
        lines = [
            {"code": r.code, "rule": r.rule, "title": _(r.title), "planted": r.planted, "caught": r.caught,
             "missed": r.missed, "not_applicable": r.why}
            for r in results
        ]  # fmt: skip
        whole = {"type": "selftest", "seed": seed, "planted": planted, "caught": caught, "rules": lines}
        print(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    from rich.table import Table

    from chizheng_audit.reports.screen import Cell, screen

    table = Table(box=None, pad_edge=False)
    for head in (_("代码"), _("查什么"), _("种下"), _("查出"), _("漏查"), _("不适用的原因")):
        counted = head in (_("种下"), _("查出"), _("漏查"))
        table.add_column(head, overflow="fold", justify="right" if counted else "left")
    for r in sorted(results, key=lambda r: r.code):
        counts = [str(n) if r.planted else "" for n in (r.planted, r.caught, r.missed)]
        table.add_row(
            r.code, Cell(_(r.title)), *counts, Cell(r.why or ""), style="bold red" if r.missed else None
        )
    screen().print(table)
    print()
    print(
        _("种下 {planted} 处，查出 {caught} 处，漏查 {missed} 处；{idle} 条规则不适用于这些材料。").format(
            planted=planted, caught=caught, missed=planted - caught, idle=sum(not r.planted for r in results)
        )
    )
