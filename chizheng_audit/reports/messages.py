"""The sentence of a finding: its rule's template, filled from its facts, each masked by what it is called."""

import polars as pl

from chizheng_audit import identity
from chizheng_audit.i18n import N_, _
from chizheng_audit.reports import masking
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.words import LEVEL_WORDS
from chizheng_audit.rule import PLACEHOLDER, Rule
from chizheng_audit.tables import CLAIMS, TABLES

MISSING = N_("缺少{missing}，无法核验。")
LINK_WORDS = {
    "legal_person": N_("法定代表人相同"),
    "phone": N_("电话相同"),
    "address": N_("住所相同"),
    "account": N_("账号相同"),
    "alike": N_("名称相近"),
    "workers": N_("申报的职工相同"),
}
"""What employers have in common, as caps_employer_split says it (<kind><kind>|names;<kind>|names…)."""
_PRIVATE = tuple(column.name for column in CLAIMS.columns if column.private)


def message(rule: Rule, variant: str, shown: Shown) -> pl.Expr:
    """The template of a variant, filled from `facts`."""
    missing = variant == "missing" and variant not in rule.messages
    template, names = (
        (MISSING, ("missing",)) if missing else (rule.messages[variant], rule.placeholders(variant))
    )
    values = {name: fact(at, name, shown) for at, name in enumerate(names)}
    pieces: list[pl.Expr] = []
    end = 0
    words = _(template)
    for found in PLACEHOLDER.finditer(words):
        pieces += [pl.lit(words[end : found.start()]), values[found[1]]]
        end = found.end()
    return pl.concat_str([*pieces, pl.lit(words[end:])])


def fact(at: int, name: str, shown: Shown) -> pl.Expr:
    """The fact at place `at`, called `name`; "—" where there is none."""
    value = pl.col("facts").list.get(at, null_on_oob=True).fill_null("—")
    if name == "missing":
        titles = {
            column.name: _(column.title) for table in reversed(TABLES.values()) for column in table.columns
        }
        return value.str.split(",").list.eval(pl.element().replace(titles)).list.join(_("、"))
    if name == "links":
        words = {f"<{kind}>": _(word) for kind, word in LINK_WORDS.items()}
        between = value.str.replace_all("><", f">{_('、')}<", literal=True).str.replace_all(
            "|", _("："), literal=True
        )
        told = between.str.replace_many(list(words), list(words.values())).str.split(";")
        return shown.value(told.list.join(_("；")), name)
    if name.endswith("level"):
        return value.replace({level: _(word) for level, word in LEVEL_WORDS.items()})
    value = shown.value(with_separators(value), name)
    if shown.unmask or name.startswith(_PRIVATE):
        return value
    own = pl.col("own_name")
    value = masking.without(value, own, identity.mask_name(own))
    return masking.without_names(value, shown.names) if name.startswith("raw") else value


def with_separators(value: pl.Expr) -> pl.Expr:
    """Money, which is what has two decimals and nothing else, with its thousands apart: 2,400,000.00."""
    apart = value.str.replace(r"(\d)(\d{3}\.)", "$1,$2")
    for _turn in range(3):
        apart = apart.str.replace(r"(\d)(\d{3},)", "$1,$2")
    return pl.when(value.str.contains(r"^-?\d+\.\d{2}$")).then(apart).otherwise(value)
