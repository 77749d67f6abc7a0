"""WHAT MAY BE WRONG: one file a defect, `<subcommand>_<defect>.py`, each declaring one RULE. This folder is the programme."""

import sys

from chizheng_audit.folder import declared
from chizheng_audit.rule import Rule


def all_rules() -> dict[str, Rule]:
    """Every rule by its file name, in that order."""
    return dict(declared(sys.modules[__name__], "RULE"))
