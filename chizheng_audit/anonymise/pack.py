"""A policy pack for the copy: the one that the originals are audited by, which also knows the regions of pseudonyms."""

import json
from collections.abc import Sequence

from chizheng_audit.anonymise.ids import NOWHERE
from chizheng_audit.policy import Policy

REGIONS = "regions"
NAME = "policy.toml"


def listed(law: Policy) -> list[str]:
    """The prefectures that a pack ever lists."""
    parameter = law.parameters.get(REGIONS)
    return sorted({region for value in parameter.values for region in value.value}) if parameter else []


def pack(law: Policy, extends: str) -> str | None:
    """The text of such a pack; None where `law`, found at `extends`, knows the regions already or lists none."""
    known = listed(law)
    made = sorted({region[:2] + NOWHERE for region in known})
    if not known or set(made) <= set(known):
        return None
    parameter = law.parameters[REGIONS]
    nowhere = "、".join(made)
    lines = [
        f"# {law.title}：供假名化的副本使用。副本里的身份证号以 {nowhere} 开头，没有这样的地区。",
        "",
        f"id = {_quoted(f'{law.id}_copy')}",
        f"title = {_quoted(f'{law.title}（副本用，另认虚构地区 {nowhere}）')}",
        f"place = {_quoted(law.place)}",
        'status = "test"',
        f"extends = {_quoted(extends)}",
        "",
        f"[parameters.{REGIONS}]",
        f"unit = {_quoted(parameter.unit)}",
    ]
    for value in parameter.values:
        lines += [
            "",
            f"[[parameters.{REGIONS}.values]]",
            f"from = {value.start.isoformat()}",
            f"value = {_list([*value.value, *made])}",
            "assumed = true",
            f"note = {_quoted(f'{value.note}；另认 {nowhere}，没有这个地区，只供假名化的副本使用')}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(items: Sequence[str]) -> str:
    return "[" + ", ".join(map(_quoted, items)) + "]"
