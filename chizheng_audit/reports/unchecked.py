"""What no rule of this version looks at, by what each says of itself; a test watches the rules to see whether it is true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chizheng_audit import employment
from chizheng_audit.i18n import _
from chizheng_audit.policy import Policy
from chizheng_audit.policy_faults import PAYOUT
from chizheng_audit.reports.parameters import title
from chizheng_audit.rule import Rule
from chizheng_audit.tables import TABLES


@dataclass(frozen=True)
class Unchecked:
    """tables: names of canonical tables that were read. parameters: names. clauses: keys of clauses that bear on none
    of these parameters.
    """

    tables: tuple[str, ...]
    parameters: tuple[str, ...]
    clauses: tuple[str, ...]

    def words(self, clauses: Mapping[str, str]) -> str:
        """All of it as one list for people, `clauses` being where they stand; "" where nothing is left out."""
        named = [_(TABLES[name].title) for name in self.tables]
        named += [title(name) for name in self.parameters]
        return _("、").join([*named, *(clauses[key] for key in self.clauses)])


def unchecked(policy: Policy, read: Iterable[str], rules: Mapping[str, Rule]) -> Unchecked:
    """What of the tables `read` and of `policy` none of `rules` looks at."""
    seen = {name for rule in rules.values() for name in looked_at(rule)}
    parameters = [
        name for name in policy.parameters if name not in seen and name != PAYOUT
    ]  # no rule's matter
    declared = [policy.parameters[name] for rule in rules.values() for name in rule.parameters
                if name in policy.parameters]  # fmt: skip
    cited = {rule.clause for rule in rules.values()} | {parameter.clause for parameter in declared}
    spoken_for = cited | {policy.parameters[name].clause for name in parameters}
    return Unchecked(
        tuple(name for name in dict.fromkeys(read) if name not in seen),
        tuple(parameters),
        tuple(key for key in policy.clauses if key not in spoken_for),
    )


def looked_at(rule: Rule) -> set[str]:
    """The tables and parameters that a rule says it looks at."""
    tables = {name for names in rule.tables for name in names.split("|")}
    terms = set(employment.PARAMETERS.values()) if "insurance" in tables else set()
    return {rule.about, *tables, *rule.parameters, *rule.uses, *terms}
