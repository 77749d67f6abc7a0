"""What tests of policy packs share."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, settings

from chizheng_audit.errors import AuditError
from chizheng_audit.policy import load_policy

DAY = date(2022, 9, 1)


patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine


Write = Callable[..., str]


def parameter(name: str = "p", value: str = "1", more: str = "", entry: str = "") -> str:
    """A parameter without a clause, in TOML."""
    return (
        f"[parameters.{name}]\n{more}\n[[parameters.{name}.values]]\n"
        f'from = 2022-01-01\nvalue = {value}\nassumed = true\nnote = "推定"\n{entry}\n'
    )


def head(more: str = "") -> str:
    return f'id = "x"\ntitle = "甲"\nplace = "乙"\nstatus = "test"\n{more}\n'


def refused(path: str) -> str:
    """The one sentence with which a pack is refused."""
    with pytest.raises(AuditError) as error:
        load_policy(path)
    sentence = str(error.value)
    assert sentence.endswith("。") and sentence.count("。") == 1 and "\n" not in sentence
    return sentence
