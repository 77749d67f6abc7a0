"""A process that pays a batch, to be killed: `python -m tests.payout.worker ARGUMENTS`.

Says ready, then written when the files are there and nothing is booked yet, then booked.
"""

import sys
from typing import Any

import polars as pl

from chizheng_audit.__main__ import run
from chizheng_audit.commands import payout_made
from chizheng_audit.ledger import recording  # noqa: F401 - loaded before it is ready


def main() -> None:
    """Pay one batch."""
    pl.DataFrame({"a": [1]}).lazy().select(pl.col("a").sum()).collect()
    original = payout_made.book

    def book(work: Any) -> Any:
        print("written", flush=True)
        entry = original(work)
        print("booked", flush=True)
        return entry

    payout_made.book = book
    print("ready", flush=True)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
