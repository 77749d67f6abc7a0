"""`audit run` and its sections (`audit dupes`, `audit amounts`, …): read, check, report.

A section is the first word of the rules' file names; the data_ rules run with every section.
"""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chizheng_audit.commands import marks, options, splits, targets
from chizheng_audit.commands.flags import RUN_FORMATS_HELP, flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError, ExitCode
from chizheng_audit.i18n import N_, _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from collections.abc import Callable, Sequence

    import polars as pl

    from chizheng_audit.audit import Audit
    from chizheng_audit.ledger.folder import Ledger
    from chizheng_audit.rule import Rule
    from chizheng_audit.waivers.cover import Used

SECTIONS = {
    "run": N_("全部规则。"),
    "dupes": N_("重复申报：证书重复申领、证书编号重复、同一人由一个或两个单位重复吸纳、重复介绍、整行重复。"),
    "amounts": N_("金额标准：补贴金额与等级、方式、证书种类是否相符。"),
    "caps": N_("封顶与单位：用人单位累计补贴与上限、几家像一家、中小微企业、信用代码，每人次数。"),
    "insurance": N_("参保月数：吸纳就业、职业介绍的人是否在本单位连续参保满规定月数。"),
    "eligibility": N_("补贴对象与机构：年龄、持证、备案，以及财政供养、养老待遇、死亡、在校名单。"),
    "ids": N_("证件号码：位数、区划、出生日期、校验码，相近的号码，一号两名、一人两号，号码相连。"),
}


def register(app: typer.Typer) -> None:
    """Add one command a section."""
    for section, what in SECTIONS.items():
        app.command(section, help=_(what), cls=Command)(_command(section))


def _command(section: str) -> "Callable[..., None]":
    explains = section == "ids"
    needed: Any = None if explains else ...

    def command(
        paths: Annotated[
            list[str] | None, typer.Argument(help=_("要读的文件或文件夹。"), show_default=False)
        ] = needed,
        explain: Annotated[
            tuple[str, str] | None,
            typer.Option(
                "--explain",
                metavar=_("号码 号码"),
                help=_("不审计，只逐步说明这两个号码为何相近或不相近；可不给文件。"),
                show_default=False,
                hidden=not explains,
            ),
        ] = None,
        policy: Annotated[str, flag("--policy")] = "zhongmu_2022",
        as_of: Annotated[str | None, flag("--as-of")] = None,
        ledger: Annotated[str | None, flag("--ledger")] = None,
        batch: Annotated[str | None, flag("--batch")] = None,
        record_run: Annotated[bool, flag("--record-run")] = False,
        waivers: Annotated[str | None, flag("--waivers")] = None,
        as_table: Annotated[list[str] | None, flag("--as")] = None,
        columns: Annotated[str | None, flag("--columns")] = None,
        encoding: Annotated[str | None, flag("--encoding")] = None,
        password_file: Annotated[str | None, flag("--password-file")] = None,
        select: Annotated[list[str] | None, flag("--select")] = None,
        ignore: Annotated[list[str] | None, flag("--ignore")] = None,
        out: Annotated[list[str] | None, flag("--out")] = None,
        split_by: Annotated[str | None, flag("--split-by")] = None,
        template: Annotated[str | None, flag("--template")] = None,
        output_format: Annotated[str, flag("--format", RUN_FORMATS_HELP)] = "table",
        worst: Annotated[int, flag("--worst")] = 10,
        fail_on: Annotated[str, flag("--fail-on")] = "violation",
        key: Annotated[str | None, flag("--key")] = None,
        rejects: Annotated[str | None, flag("--rejects")] = None,
        mark: Annotated[
            str | None,
            typer.Option(
                "--mark",
                metavar=_("文件夹"),
                help=_("把有疑点的原件各写一份标注副本到这个文件夹；原件不动。"),
                show_default=False,
            ),
        ] = None,
        force: Annotated[bool, flag("--force")] = False,
        unmask: Annotated[bool, flag("--unmask")] = False,
        quiet: Annotated[bool, flag("--quiet")] = False,
    ) -> None:
        from chizheng_audit.audit import run
        from chizheng_audit.commands import ids_explained as explained
        from chizheng_audit.commands import known
        from chizheng_audit.commands.cases import case_of, history_of
        from chizheng_audit.policy import load_policy
        from chizheng_audit.reading.files import read
        from chizheng_audit.reports import rejects as rejected
        from chizheng_audit.reports import view

        _sensible(paths, explain, explains)
        options.run_format(output_format)
        options.word("--fail-on", fail_on, ("violation", "suspicion", "never"))
        splits.check(out or [], template, split_by, force)
        law = load_policy(policy)
        day = options.day(as_of)
        rules = chosen(section, select, ignore)
        if explain and not paths:
            explained.show(explain, None, None, unmask)
        there = options.given(paths or [], as_table)
        files = list(there.files)
        beside = (columns, password_file, key, policy, template, waivers)
        targets.check({"--out": out or [], "--rejects": [rejects]}, [*files, *beside], force)
        marks.check(mark, paths or [], files, force)
        book = ledger_of(ledger, batch, record_run)
        secret = key_of(key, book)
        accepted = known.waivers(waivers, secret)
        overrides = options.overrides(as_table or [], columns, encoding, files)
        with progress_of(len(files), quiet) as step:
            found = read(files, overrides, options.passwords(password_file), step, whole=bool(rejects))
        if rejects:
            options.write_rejects(rejects, rejected.parts(found), unmask, quiet)
        if all(frame.is_empty() for frame in found.tables.values()) and not found.scans and not found.failed:
            raise AuditError(_("没有读到任何申报明细；用 audit inspect 看看各表被认作什么。"))
        case = case_of(found, law, day, book, batch)
        if explain:
            explained.show(explain, case, found, unmask)
        result = run(case, rules, key=secret or found.secret, debug="--debug" in sys.argv)
        standing, used = known.waived(accepted, known.standing(book, result), result, case, secret)
        code = exit_code(result, found.failed, fail_on, standing, used)
        if book and record_run:
            known.record(book, section, batch, case, result, found, quiet)
        seen = view.build(
            audit=result,
            reading=found,
            claims=case.tables.claims.collect(),
            policy=law,
            rules=rules,
            as_of=day,
            command=section,
            exit_code=code,
            unmask=unmask,
            past=case.tables.named_past(),
            history=history_of(book, batch) if book else None,
            near=case.tables.near if explains else None,
            key=secret or found.secret,
            standing=standing,
            waivers=(waivers, used) if waivers else None,
            found=there.without([*beside, rejects, *(out or [])]),
        )
        splits.write_all(seen, out or [], template, split_by, quiet)
        options.show(seen, output_format, worst, out or [], quiet)
        marks.write(mark, files, (seen, result, found, rules), quiet)
        _hint_at_ids(result, law.id, quiet)
        raise typer.Exit(code)

    return command


def _sensible(paths: list[str] | None, explain: tuple[str, str] | None, explains: bool) -> None:
    if explain and not explains:
        raise AuditError(_("--explain 只用于 audit ids。"))
    if not paths and not explain:
        raise AuditError(_("请给出要读的文件或文件夹；只问两个号码，请用 --explain。"))


def ledger_of(folder: str | None, batch: str | None, record_run: bool = False) -> "Ledger | None":
    """The ledger that was asked for."""
    if folder is None:
        if batch is not None:
            raise AuditError(_("--batch 要与 --ledger 一起用。"))
        if record_run:
            raise AuditError(_("--record-run 要与 --ledger 一起用。"))
        return None
    from chizheng_audit.ledger.folder import opened

    return opened(Path(folder))


def chosen(section: str, select: list[str] | None, ignore: list[str] | None) -> "dict[str, Rule]":
    """The rules of a section and the data_ rules, as far as --select and --ignore leave them."""
    from chizheng_audit.rules import all_rules

    every = all_rules()
    called = {name: {name, rule.code, rule.code.lower()} for name, rule in every.items()}
    wanted, unwanted = _words(select), _words(ignore)
    strange = (wanted | unwanted).difference(*called.values())
    if strange:
        raise AuditError(
            _("没有规则 {names}；audit rules 列出全部规则。").format(names=_("、").join(sorted(strange)))
        )
    own = [name for name in every if section == "run" or name.startswith((f"{section}_", "data_"))]
    chosen = {
        name: every[name]
        for name in own
        if (not wanted or called[name] & wanted) and not called[name] & unwanted
    }
    if not chosen:
        raise AuditError(_("--select 与 --ignore 之后，{section} 里没有剩下的规则。").format(section=section))
    return chosen


def _words(given: list[str] | None) -> set[str]:
    return {word.strip() for part in given or [] for word in part.split(",") if word.strip()}


def key_of(file: str | None, ledger: "Ledger | None" = None) -> bytes | None:
    """The project key: that of the ledger, else of the file; made at random when the file is not there yet, and readable
    by its owner only. Raises AuditError where both are given and differ: nothing the ledger knows would be found again.
    """
    own = ledger.key() if ledger else None
    given = _key_in(file) if file is not None else None
    if own and given and own != given:
        raise AuditError(
            _("--key {file} 不是台账 {folder} 的密钥，指纹对不上；用台账时不必给 --key。").format(
                file=file, folder=ledger and ledger.folder
            )
        )
    return own or given


def _key_in(file: str) -> bytes:
    path = Path(file)
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(os.urandom(32).hex().encode())
        return path.read_bytes().strip()
    except OSError as error:
        raise AuditError(_("用不了 --key {file}：{why}。").format(file=file, why=error.strerror)) from error


def exit_code(
    result: "Audit",
    failed: tuple[tuple[str, str], ...],
    fail_on: str,
    standing: "pl.DataFrame | None" = None,
    waivers: "Sequence[Used]" = (),
) -> int:
    """What a run exits with; findings that `standing` (STANDING) calls settled do not make it fail. A waiver that has
    expired, covers too little or nothing counts as a suspicion.
    """
    if failed or (result.coverage["status"] == "failed").any():
        return int(ExitCode.INCOMPLETE)
    counted = {"violation": ["violation"], "suspicion": ["violation", "suspicion"], "never": []}[fail_on]
    findings = result.findings
    if standing is not None:
        settled = standing.filter("settled").get_column("fingerprint")
        findings = findings.filter(~findings["fingerprint"].is_in(settled.implode()))
    flagged = findings["verdict"].cast(str).is_in(counted).any() if counted else False
    from chizheng_audit.waivers.cover import IDLE

    idle = "suspicion" in counted and any(each.status in IDLE for each in waivers)
    return int(ExitCode.FINDINGS if flagged or idle else ExitCode.CLEAN)


def _hint_at_ids(result: "Audit", pack: str, quiet: bool) -> None:
    """More bad IDs than good ones are no people's fault: the column is damaged, or the people are invented.

    `pack` is the policy in force; that of the demo knows the invented people already.
    """
    import polars as pl

    line = result.coverage.filter((pl.col("rule") == "ids_invalid") & (pl.col("flagged") > pl.col("passed")))
    if len(line) and not quiet:
        words = (
            _("提示：身份证号多数不成立（I01）；请查号码栏是否错列或损坏。")
            if pack == "demo"
            else _(
                "提示：身份证号多数不成立（I01）。若是演示数据，请加 --policy demo；否则请查号码栏是否错列或损坏。"
            )
        )
        print(words, file=sys.stderr)
