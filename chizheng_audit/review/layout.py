"""The sheet that is sent out: its columns, and what makes it known when it comes back."""

from dataclasses import dataclass

from chizheng_audit.finding import RESULTS
from chizheng_audit.i18n import LANGUAGES, N_, in_language
from chizheng_audit.reading.values import squeeze
from chizheng_audit.reports.words import RESULT_WORDS

WHAT = "chizheng_audit review"
VERSION = 1
"""Of the layout; a workbook of a later one is not read."""
HIDDEN = "chizheng_audit"
"""The name of the hidden sheet that holds the seals."""


@dataclass(frozen=True)
class Column:
    """A column: its name in code, its heading, its width in half-width characters, whether it is to be filled in."""

    name: str
    title: str
    width: int
    answer: bool = False


COLUMNS = (
    Column("place", N_("序号"), 5),
    Column("number", N_("疑点编号"), 9),
    Column("group", N_("同组"), 9),
    Column("what", N_("规则"), 13),
    Column("who", N_("姓名、证件号"), 20),
    Column("claim", N_("申报内容"), 24),
    Column("amount", N_("金额"), 9),
    Column("at_stake", N_("涉及金额"), 9),
    Column("facts", N_("事实与依据"), 30),
    Column("rows", N_("所在行与佐证行"), 27),
    Column("result", N_("核实结果"), 11, answer=True),
    Column("note", N_("说明"), 16, answer=True),
    Column("by", N_("核实人"), 8, answer=True),
    Column("on", N_("日期"), 11, answer=True),
    Column("recovered", N_("追回金额"), 9, answer=True),
)
LOCKED = tuple(column for column in COLUMNS if not column.answer)
ANSWERS = tuple(column for column in COLUMNS if column.answer)
MONEY = ("amount", "at_stake")


def titles(language: str) -> dict[str, str]:
    """The heading of each column in a language, by the column's name."""
    return {column.name: in_language(column.title, language) for column in COLUMNS}


def result_of(text: str) -> str | None:
    """The code of an answer's word in any language, however its hyphen and blanks are typed; None for no such word."""
    folded = _folded(text)
    for code in RESULTS:
        if any(_folded(in_language(RESULT_WORDS[code], language)) == folded for language in LANGUAGES):
            return code
    return None


def _folded(text: str) -> str:
    bare = squeeze(text).lower()
    for sign in "－—–−-,":
        bare = bare.replace(sign, "")
    return bare
