"""A comparison as one JSON object; see `diff` in `reports/schema.json`."""

from typing import Any

from chizheng_audit.reports.diff.view import PARTS, Diff, counts

_TOLD = ("fingerprint", "rule", "code", "title", "verdict", "confidence", "at_stake", "message", "rows")


def whole(diff: Diff, exit_code: int) -> dict[str, Any]:
    """Everything, the findings in full."""
    return {
        "type": "diff",
        "schema": 1,
        "old": diff.old,
        "new": diff.new,
        "conditions": [{"what": c.what, "old": c.old, "new": c.new} for c in diff.conditions],
        "incomplete": list(diff.incomplete),
        "counts": {
            "new": counts(diff.found),
            "gone": counts(diff.gone),
            "changed": counts(diff.changed),
            "same": diff.same,
        },
        "new_findings": [_finding(row) | {"why": row["why"]} for row in diff.found.iter_rows(named=True)],
        "gone_findings": [_finding(row) | {"why": row["why"]} for row in diff.gone.iter_rows(named=True)],
        "changed_findings": [
            _finding(row)
            | {"was": {part: _value(row[f"old_{part}"]) for part in PARTS if part in row["parts"]}}
            for row in diff.changed.iter_rows(named=True)
        ],
        "exit_code": int(exit_code),
    }


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(row[name]) for name in _TOLD}


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: one for key, one in place.items() if key != "batch" or one} for place in value]
    return value
