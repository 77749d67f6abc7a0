"""Every fact that a rule speaks of has a name that people understand."""

from chizheng_audit.reports.facts import WORDS, title
from chizheng_audit.rule import UNREAD
from chizheng_audit.rules import all_rules
from chizheng_audit.tables import TABLES


def test_every_fact_has_words() -> None:
    """A new placeholder is a column of a table, or gets its words in reports/facts.py."""
    columns = {name for table in TABLES.values() for name in table.by_name}
    spoken = {
        name
        for rule in all_rules().values()
        for variant in rule.messages.keys() - UNREAD.keys()
        for name in rule.placeholders(variant)
    }
    assert spoken - columns - WORDS.keys() == set()


def test_words_and_what_has_none() -> None:
    assert (title("strip"), title("level"), title("no_such_fact")) == ("参保月份", "等级", "no_such_fact")
