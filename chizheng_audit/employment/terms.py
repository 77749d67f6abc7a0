"""What of insured months counts: the terms that a policy pack sets."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from chizheng_audit.policy import Policy

PARAMETERS: Mapping[str, str] = {
    "kinds": "insured_kinds",
    "kinds_not": "insured_kinds_excluded",
    "in_time": "back_pay_months",
    "late_counts": "back_pay_counts",
    "gap": "insured_gap_months",
    "start_by": "insured_start_months",
    "province": "province",
}
"""Field of Terms → parameter of the pack; a pack may lack any."""


@dataclass(frozen=True)
class Terms:
    """kinds: words of which 险种 must hold one (none: any kind); kinds_not: words that it must not hold.

    in_time: a month accounted for more than so many months after it was due is paid late; late_counts: whether such
    months, and those called 补缴, count. gap: months in a row that may be missing without ending a run. start_by: how
    many months after the hire month a run may begin at the latest. province: region codes (first two digits) that are
    at home.
    """

    kinds: tuple[str, ...] = ()
    kinds_not: tuple[str, ...] = ()
    in_time: int = 1
    late_counts: bool = False
    gap: int = 0
    start_by: int | None = None
    province: tuple[str, ...] = ()

    @classmethod
    def of(cls, policy: Policy, day: date) -> "Terms":
        """The terms of `policy` on `day`; a parameter that the pack lacks leaves the field as it is here."""
        told = {field: policy.value(name, day) for field, name in PARAMETERS.items()}
        known: dict[str, Any] = {
            field: tuple(v) if isinstance(v, list) else v for field, v in told.items() if v is not None
        }
        return replace(cls(), **known)
