"""The front door for a checkout: `python cli.py dupes …` is `audit dupes …`."""

from chizheng_audit.__main__ import main

if __name__ == "__main__":
    main()
