"""What becomes of a line by what was found in it: violations reject, all else holds, and the pack may say otherwise."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import N_, _
from chizheng_audit.policy import Policy
from chizheng_audit.policy_faults import PAYOUT, PAYOUT_KEYS, PAYOUT_STANDINGS

STANDINGS = PAYOUT_STANDINGS
"""From the best to the worst; a line takes the worst."""
STANDING_WORDS = {"pay": N_("可付"), "hold": N_("暂缓"), "reject": N_("不付")}
DEFAULTS = {"violation": "reject", "suspicion": "hold", "unverifiable": "hold", "no_table": "pay"}


@dataclass(frozen=True)
class Terms:
    """by_kind: verdict, or "no_table" for a rule that did not run for want of a table → standing. by_rule: code → standing."""

    by_kind: Mapping[str, str]
    by_rule: Mapping[str, str]

    def own(self) -> dict[str, str]:
        """What of these differs from the defaults, for whoever must know."""
        changed = {kind: standing for kind, standing in self.by_kind.items() if DEFAULTS[kind] != standing}
        return {**changed, **self.by_rule}


def terms(policy: Policy, day: date, codes: Collection[str]) -> Terms:
    """What `policy` says on `day`. Raises AuditError where it names a rule that is none of `codes`."""
    said: Mapping[str, str] = policy.value(PAYOUT, day) or {}
    by_rule = {key: standing for key, standing in said.items() if key not in PAYOUT_KEYS}
    if strange := sorted(set(by_rule) - set(codes)):
        raise AuditError(
            _("政策包 {pack} 的 {parameter} 写了没有的规则 {names}；audit rules 列出全部规则。").format(
                pack=policy.id, parameter=PAYOUT, names=_("、").join(strange)
            )
        )
    return Terms(DEFAULTS | {key: said[key] for key in PAYOUT_KEYS if key in said}, by_rule)
