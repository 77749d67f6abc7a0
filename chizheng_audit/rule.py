"""What a rule is, and the three answers it can give."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_

UNREAD = {
    "open_unread": N_("{missing}读不懂，或末几位已丢失，无法核验。"),
    "open_partly_unread": N_("{missing}空缺或读不懂，无法核验。"),
}
"""What is said instead of 缺少 where all, or some, of the cells that a rule needs are there and could not be read."""

PLACEHOLDER = re.compile(r"\{(\w+)\}")

Check = Callable[[Case], pl.LazyFrame]


@dataclass(frozen=True)
class Rule:
    """One defect that rows may have.

    `check(case)` returns what does not pass, one row a finding: `row_id` (Int64), `passes` (Boolean: false is
    flagged, null is not verifiable), every placeholder of its message as a column, and where they mean something
    `at_stake` (money), `clause` and `verdict` (where they depend on the row), `evidence` (list of row_id), `covers`
    (list of row_id: the other claims that the finding speaks for), `confidence`, `variant` (which message),
    `subject` (text: what the finding is about, for its fingerprint; default: the row's own claim).

    `message` is a text with {column} placeholders, or several by `variant`. `scope` says which rows of the
    table `about` the rule applies to (null counts as out of scope), by itself or as a function of the case where
    the policy decides. `needs` names the columns without which a row cannot be verified, `tables` the tables without
    which the rule does not run ("a|b": without both), `verdict` what it finds at worst, `remark` what the coverage says
    of a run beside its counts (such as what was too many to be compared), in the reader's language, `together` the key
    whose rows must be in one frame for the check to be right.
    """

    code: str
    title: str
    clause: str | None
    verdict: Literal["violation", "suspicion"]
    message: str | Mapping[str, str]
    check: Check
    scope: pl.Expr | Callable[[Case], pl.Expr] = field(default_factory=lambda: pl.lit(True))
    about: Literal["claims", "sheets", "totals", "payable", "cover"] = "claims"
    needs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()  # names of case.Tables
    remark: Callable[[Case], str | None] | None = None
    together: Literal["row", "person", "employer", "certificate", "sheet", "all"] = "row"

    @cached_property
    def messages(self) -> Mapping[str, str]:
        """Message templates by variant; "" is the only one of a rule with a single message, UNREAD are everyone's."""
        own = {"": self.message} if isinstance(self.message, str) else self.message
        return {**own, **UNREAD}

    def placeholders(self, variant: str) -> tuple[str, ...]:
        """The columns that the message of `variant` speaks of, in its order."""
        return tuple(PLACEHOLDER.findall(self.messages[variant]))


_EVERY_ROW: ContextVar[bool] = ContextVar("every_row", default=False)


def judge(rows: pl.LazyFrame, passes: pl.Expr) -> pl.LazyFrame:
    """Add `passes` and keep what does not pass: false is flagged, null is not verifiable; see also `every_row`."""
    judged = rows.with_columns(passes=passes)
    return judged if _EVERY_ROW.get() else judged.filter(~pl.col("passes").fill_null(False))


def judge_both(flagged: pl.LazyFrame, unverifiable: pl.LazyFrame) -> pl.LazyFrame:
    """What a rule says where it looks for the rows itself: those that are flagged, and those that nobody can verify."""
    unknown = pl.lit(None, dtype=pl.Boolean)
    return pl.concat(
        [judge(flagged, passes=pl.lit(False)), judge(unverifiable, passes=unknown)], how="diagonal"
    )


@contextmanager
def every_row() -> Iterator[None]:
    """While it is open, `judge` keeps also the rows that pass, so that what a rule saw in them can be shown.

    It must be open while a check lays out its plan, not while that is collected. Rules need not know who asks: no column
    is carried along in every run, and `check` keeps its one argument. The rows so kept tell facts, never the verdict,
    which is the run's; and of rows that a check never judges (whose key does not repeat) they tell nothing.
    """
    token = _EVERY_ROW.set(True)
    try:
        yield
    finally:
        _EVERY_ROW.reset(token)
