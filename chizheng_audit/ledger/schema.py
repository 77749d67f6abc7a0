"""The tables of a ledger. Delta Lake has no enumerations, so they are texts there.

A later version may add columns, which older ledgers then lack (null); it never drops one or changes its type.
"""

import polars as pl

from chizheng_audit.tables import CLAIMS as CANONICAL

VERSION = 2
"""The version of all that is said here; a ledger of a later one is not opened.

2: the table of batches also has entries of runs and decisions. A ledger of version 1 has none, and becomes one of
version 2 with its first.
"""

_MONEY = pl.Decimal(18, 2)
_MOMENT = pl.Datetime("us", "UTC")


def _stored(dtype: pl.DataType) -> pl.DataType:
    return pl.String() if isinstance(dtype, pl.Enum) else dtype


CLAIMS = pl.Schema(
    {
        "entry": pl.String(),  # the entry of the table of batches that makes this row visible
        "file": pl.String(),  # where it stood then
        "sheet": pl.String(),
        "row": pl.Int64(),
        **{
            name: _stored(dtype) for name, dtype in CANONICAL.schema.items()
        },  # row_id: of the reading of then
        "key_person": pl.Int64(),  # see keys; null where the row has no such key
        "key_number": pl.Int64(),
    }
)
"""One row a claim that was recorded; it counts only if its entry is in the table of batches and in force there."""

BATCHES = pl.Schema(
    {
        "number": pl.Int64(),  # 1, 2, 3 … in the order of commits
        "entry": pl.String(),
        "kind": pl.String(),  # record | advance (a later status of the same claims) | undo | run | decide
        "batch": pl.String(),  # "" for a run or decisions that are of no batch
        "status": pl.String(),  # claimed | approved | paid; null for undo, run, decide
        "claims_of": pl.String(),  # the entry whose rows are the batch's claims; null for undo, run, decide
        "recorded_at": _MOMENT,
        "tool_version": pl.String(),
        "keys": pl.String(),  # how the key_ columns of its rows were made; null where it has no rows of its own
        "rows": pl.Int64(),
        "amount": _MONEY,
        "sources": pl.List(
            pl.Struct(
                {
                    "base": pl.Int64(),  # of the sheet: row_id = base + row
                    "file": pl.String(),
                    "sheet": pl.String(),
                    "sha256": pl.String(),
                    "content": pl.String(),  # digest of the claims in order, to know a re-saved copy; see `keys`
                    "rows": pl.Int64(),
                    "amount": _MONEY,
                }
            )
        ),
        "parts": pl.List(
            pl.Struct(
                {
                    "path": pl.String(),  # of a file of the entry's table (see entries.Entry.home), in its folder
                    "size": pl.Int64(),
                    "sha256": pl.String(),
                    "rows": pl.Int64(),
                }
            )
        ),
        "previous": pl.String(),  # the hash of the entry before, "" for the first
        "hash": pl.String(),  # SHA-256 over all the above
    }
)
"""One row an entry: what was recorded or taken back, when, from which files. Each commit holds exactly one."""

DECISIONS = pl.Schema(
    {
        "entry": pl.String(),
        "fingerprint": pl.String(),
        "rule": pl.String(),
        "verdict": pl.String(),  # of the finding when it was decided: it comes back when that worsens
        "result": pl.String(),  # true_fraud | true_error | not_true | known
        "note": pl.String(),
        "decided_by": pl.String(),
        "decided_on": pl.Date(),
        "recovered": _MONEY,
        "at_stake": _MONEY,  # of the finding when it was decided: it comes back when that grows
        "facts": pl.String(),  # digest of what the finding then said, see runs.digests
        "run": pl.String(),  # in which it was sent out
        "source": pl.String(),  # the workbook that the answer came in, and its SHA-256
        "source_sha256": pl.String(),
        "source_row": pl.Int64(),
        "recorded_at": _MOMENT,
    }
)
"""One row an answer to a finding; the latest of a fingerprint holds."""

RUNS = pl.Schema(
    {
        "entry": pl.String(),
        "run": pl.String(),
        "ran_at": _MOMENT,
        "command": pl.String(),
        "batch": pl.String(),
        "as_of": pl.Date(),
        "tool_version": pl.String(),
        "policy": pl.String(),
        "policy_sha256": pl.String(),
        "complete": pl.Boolean(),
        "sources": pl.List(pl.Struct({"file": pl.String(), "sha256": pl.String()})),
        "findings": pl.List(
            pl.Struct(
                {
                    "fingerprint": pl.String(),
                    "rule": pl.String(),
                    "code": pl.String(),
                    "verdict": pl.String(),
                    "at_stake": _MONEY,
                    "facts": pl.String(),  # digest of what it says, see runs.digests
                    "limit": _MONEY,  # what can be recovered at most: at_stake, else the claim's amount
                    "group": pl.String(),  # the first fingerprint of its group of duplicates; null for none
                    "claims": pl.List(
                        pl.Struct({"row_id": pl.Int64(), "stake": _MONEY})
                    ),  # see finding.shares
                }
            )
        ),
        "claims": pl.List(
            pl.Struct(
                {
                    "sha256": pl.String(),  # of its file
                    "times": pl.Int64(),  # how many claims of the run are like it, itself among them; see claims.like
                    "turn": pl.Int64(),  # which of these it is, from 1
                    **{name: _stored(dtype) for name, dtype in CANONICAL.schema.items()},
                }
            )
        ),
    }
)
"""One row a run whose findings are remembered, and the claims that they are about as they then stood."""

TABLES = {"claims": CLAIMS, "batches": BATCHES, "decisions": DECISIONS, "runs": RUNS}
"""The tables by the names of their folders."""
