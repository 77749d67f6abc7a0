"""What no rule looks at is found out, not listed by hand."""

import pytest

from chizheng_audit.policy import available, load_policy
from chizheng_audit.reports.parameters import TITLES, column
from chizheng_audit.reports.unchecked import unchecked
from chizheng_audit.rules import all_rules


def test_without_rules_nothing_is_checked() -> None:
    law = load_policy("zhongmu_2022")
    blind = unchecked(law, ["claims", "insurance"], {})
    assert blind.tables == ("claims", "insurance")
    assert blind.parameters == tuple(law.parameters)
    assert set(blind.clauses) <= set(law.clauses)


def test_what_rules_look_at_is_checked() -> None:
    blind = unchecked(load_policy("zhongmu_2022"), ["claims"], all_rules())
    assert not {"evaluation_amount", "duplicate_key", "regions", "province"} & set(blind.parameters)
    assert "claims" not in blind.tables


@pytest.mark.parametrize("pack", available())
def test_every_parameter_and_its_columns_have_words(pack: str) -> None:
    parameters = load_policy(pack).parameters
    assert [name for name in parameters if name not in TITLES] == []
    for parameter in parameters.values():
        for name in (*parameter.by, *parameter.dated_by):
            assert column(name) != name
