"""The tables of a ledger. Delta Lake has no enumerations, so they are texts there.

A later version may add columns, which older ledgers then lack (null); it never drops one or changes its type.
"""

import polars as pl

from chizheng_audit.tables import CLAIMS as CANONICAL

VERSION = 1
"""The version of all that is said here; a ledger of a later one is not opened."""

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
        "kind": pl.String(),  # record | advance (a later status of the same claims) | undo
        "batch": pl.String(),
        "status": pl.String(),  # claimed | approved | paid; null for undo
        "claims_of": pl.String(),  # the entry whose rows are the batch's claims; null for undo
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
                    "path": pl.String(),  # of a file of the table of claims, in its folder
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
        "fingerprint": pl.String(),
        "rule": pl.String(),
        "result": pl.String(),  # true_fraud | true_error | not_true | known
        "note": pl.String(),
        "decided_by": pl.String(),
        "decided_on": pl.Date(),
        "recovered": _MONEY,
        "at_stake": _MONEY,  # of the finding when it was decided: it comes back when that grows
        "run": pl.String(),
        "source": pl.String(),  # the workbook that the answer came in, and its SHA-256
        "source_sha256": pl.String(),
        "recorded_at": _MOMENT,
    }
)
"""One row an answer to a finding; the latest of a fingerprint holds."""

RUNS = pl.Schema(
    {
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
            pl.Struct({"fingerprint": pl.String(), "verdict": pl.String(), "at_stake": _MONEY})
        ),
    }
)
"""One row a run whose findings are remembered."""

TABLES = {"claims": CLAIMS, "batches": BATCHES, "decisions": DECISIONS, "runs": RUNS}
"""The tables by the names of their folders."""
