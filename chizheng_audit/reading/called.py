"""What a sheet is called, in its title, its own name or its file's: it decides between tables whose headers fit alike.

A certificate roster is a claims sheet without an amount, and lists of people have the columns of any roster. Such a table
is taken only where the sheet or one of its headers is called so, and what was decided by a name is always told.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePath

from chizheng_audit.i18n import _
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import CLAIMS, TABLES, Table

_SPEAKS_OF_CLAIMS = re.compile(r"申报|申领|申请|补贴|补助|吸纳|介绍|拨付|发放")
_MONEY_OR_JOB = frozenset({"amount", "hire_date", "agency", "method", "claim_date"})
_OF_CLAIMS = _MONEY_OR_JOB | {"level", "cert_no", "occupation"}
_LONGEST = 60  # a longer text above a header is a note, and no title


def names(titles: Iterable[str], sheet: str | None, file: str) -> list[str]:
    """The texts that may say what a sheet is, the nearest first."""
    texts = [*titles, *([sheet] if sheet else []), *([PurePath(file).stem] if file else [])]
    return [text for text in map(squeeze, texts) if text and len(text) <= _LONGEST]


def by_name(table: Table, texts: Iterable[str]) -> str | None:
    """The first of `texts` that calls a sheet this table and does not speak of claims."""
    return next(
        (
            text
            for text in texts
            if any(word in text for word in table.called) and not _SPEAKS_OF_CLAIMS.search(text)
        ),
        None,
    )


def by_header(table: Table, headers: Iterable[str]) -> bool:
    """Whether one of the headers that were understood calls the sheet this table."""
    return any(word in squeeze(header) for header in headers for word in table.called)


def is_another(table: Table, of_claims: Collection[str | None]) -> bool:
    """Whether the header has columns that this table has not; `of_claims`: what its words are called in claims."""
    there = set(of_claims)
    if table.per == "unit":
        return "id_no" in there
    if table is TABLES["certificates"]:
        return bool(there & _MONEY_OR_JOB)
    return bool(table.called) and len(there & _OF_CLAIMS) >= 2


def remark(table: Table, texts: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    """What a reader should know of a sheet taken for `table` by what it is called, or although it is called otherwise.

    columns: the canonical columns, each with its header.
    """
    title = _(table.title)
    if table is not CLAIMS:
        text = None if by_header(table, columns.values()) else by_name(table, texts)
        return [_("按“{text}”认作{title}，不作为申报核对。").format(text=text, title=title)] if text else []
    for other in TABLES.values():
        if text := by_name(other, texts):
            return [
                _("“{text}”像是{other}，但各列是申报的，按{title}核对；不对时请用 --as {name}=文件。").format(
                    text=text, other=_(other.title), title=title, name=other.name
                )
            ]
    bare = "amount" not in columns and {"cert_no", "issue_date"} & set(columns)
    if bare and not any(map(_SPEAKS_OF_CLAIMS.search, texts)):
        return [
            _(
                "没有金额栏，也没有写明是申报，按{title}核对；若是证书名册，请用 --as certificates=文件。"
            ).format(title=title)
        ]
    return []
