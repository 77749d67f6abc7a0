"""The flags that several commands have, each declared once: `Annotated[str, flag("--policy")]`."""

from typing import Any

import typer

from chizheng_audit.i18n import N_, _

_HELP = {
    "--policy": N_("政策包名，或 policy.toml 的路径。"),
    "--as-of": N_("审计基准日，默认今天。"),
    "--ledger": N_("台账所在的文件夹；与其中以前各批核对。"),
    "--batch": N_("本次材料是台账中的哪一批；不与它自己核对。"),
    "--waivers": N_("已批准的豁免（waivers.toml）；豁免的疑点照样计数，分开列，不影响退出码。"),
    "--record-run": N_("把这次运行的疑点记入台账；以后的运行据此说明哪些是新发现的。"),
    "--as": N_("指定某文件是什么表：表=路径，可重复。"),
    "--columns": N_("本单位自用表头的对照文件（TOML）。"),
    "--encoding": N_("文本文件的编码，认不出时使用。"),
    "--password-file": N_("打开密码所在的文本文件，每行一个。"),
    "--select": N_("只跑这些规则（代码或名称，逗号分隔）。"),
    "--ignore": N_("不跑这些规则。"),
    "--out": N_("写出结果，按后缀定格式（.xlsx、.html、.docx、.jsonl、.sarif、.junit.xml），可重复。"),
    "--split-by": N_("unit：另为每个单位各写一个工作簿，便于盖章、填写、交回；要与 --out x.xlsx 一起用。"),
    "--template": N_("Word 结果（--out x.docx）用的模板，代替内置的；见 audit template。"),
    "--format": N_("屏幕输出：table 或 jsonl。"),
    "--worst": N_("屏幕上详列最严重的几条。"),
    "--fail-on": N_("达到哪一类就以退出码 1 结束：violation、suspicion 或 never。"),
    "--key": N_("疑点指纹的密钥文件；同一密钥下，各次运行的指纹可比。"),
    "--rejects": N_("把剔除的每一行写进这个 CSV 文件。"),
    "--force": N_("要写的文件已存在时也覆盖，即使不是本工具写的。"),
    "--unmask": N_("不脱敏（姓名、证件号等原样写出）。"),
    "--quiet": N_("不显示进度。"),
}
_SHORT = {"--quiet": ("-q",)}
_WITH_DEFAULT = frozenset({"--policy", "--format", "--fail-on", "--worst"})
_LEAST = {"--worst": 0}


RUN_FORMATS_HELP = N_("屏幕输出：table、jsonl 或 github（GitHub 标注）。")
"""The help of --format where a run is shown."""


def flag(name: str, words: str | None = None) -> Any:
    """The option of that name, its help (or `words`) in the language in force when a command is made."""
    return typer.Option(
        name,
        *_SHORT.get(name, ()),
        help=_(words or _HELP[name]),
        show_default=name in _WITH_DEFAULT,
        min=_LEAST.get(name),
    )
