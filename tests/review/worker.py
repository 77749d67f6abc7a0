"""A process that imports workbooks, to be killed: `python -m tests.review.worker LEDGER FILE…`.

Says ready, then each file with done or with why it was refused.
"""

import sys
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.ledger.folder import opened
from chizheng_audit.review import checking, returned
from tests.ledger.answered import MOMENT


def main() -> None:
    """Import one file after the other."""
    folder, *files = sys.argv[1:]
    print("ready", flush=True)
    for file in files:
        try:
            book = opened(Path(folder))
            books = [returned.read(Path(file), book.key(), MOMENT.date().replace(year=9999))]
            told = checking.check(book, books, overrule=False)
            assert not told.faults, told.faults
            if told.fresh:
                checking.book(book, told.fresh, books, MOMENT)
            print(file, "done", flush=True)
        except AuditError as error:
            print(file, "refused", error, flush=True)


if __name__ == "__main__":
    main()
