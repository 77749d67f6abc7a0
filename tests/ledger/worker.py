"""A process that records batches, to be killed: `python -m tests.ledger.worker FOLDER NAME…`.

Says ready, then each name with done or with why it was refused.
"""

import sys
from pathlib import Path

from chizheng_audit.errors import AuditError
from tests.ledger.support import batch, put


def main() -> None:
    """Record one batch a name."""
    folder, *names = sys.argv[1:]
    batch("warm")
    print("ready", flush=True)
    for name in names:
        batch_name, _, file = name.partition("=")
        try:
            put(Path(folder), batch_name, file=file or None)
            print(name, "done", flush=True)
        except AuditError as error:
            print(name, "refused", error, flush=True)


if __name__ == "__main__":
    main()
