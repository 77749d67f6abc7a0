"""What a plant is: it changes a field and returns the rows of which one should be flagged."""

from collections.abc import Callable

from chizheng_audit.selftest.field import Field, Row

Plant = Callable[[Field], list[Row]]
