"""What the parameters of policy packs, and the columns that they go by, are called by people."""

from typing import Any

from chizheng_audit.i18n import N_, _
from chizheng_audit.tables import TABLES

TITLES = {
    "evaluation_amount": N_("评价补贴标准"),
    "direct_share": N_("直接认定的补贴比例"),
    "duplicate_key": N_("怎样算重复"),
    "excluded_certificates": N_("不予补贴的证书类别"),
    "evaluated_certificates": N_("可以补贴的证书类别"),
    "hire_amount": N_("吸纳就业补贴标准"),
    "hire_months": N_("吸纳就业的参保月数"),
    "employer_cap": N_("用人单位补贴限额"),
    "employer_cap_scope": N_("限额按年还是不分年度"),
    "sme_staff": N_("中小微企业的从业人员上限"),
    "sme_revenue": N_("中小微企业的营业收入上限"),
    "sme_assets": N_("中小微企业的资产总额上限"),
    "sme_industries": N_("行业归类"),
    "person_limit": N_("每人的次数上限"),
    "placement_amount": N_("职业介绍补贴标准"),
    "placement_months": N_("职业介绍的参保月数"),
    "insured_kinds": N_("计入的险种"),
    "insured_kinds_excluded": N_("不计入的险种"),
    "insured_start_months": N_("最晚从入职后第几个月起参保"),
    "insured_gap_months": N_("容许断保的月数"),
    "insured_at_home_unless_told": N_("没有写参保地的月份算不算省内"),
    "back_pay_months": N_("晚几个月入账算补缴"),
    "back_pay_counts": N_("补缴的月份算不算"),
    "lookback_months": N_("新吸纳的回看月数"),
    "training_amount": N_("培训补贴标准"),
    "agency_cap": N_("人力资源机构补贴限额"),
    "youngest_age": N_("补贴对象的年龄下限"),
    "retirement_age": N_("须查养老待遇的年龄"),
    "payroll_allowed": N_("可以享受的供养人员类别"),
    "employee_pensions": N_("职工养老待遇的叫法"),
    "other_pensions": N_("其他养老待遇的叫法"),
    "students_excluded": N_("是否排除在校学生"),
    "claim_window": N_("申报期限"),
    "province": N_("本省代码"),
    "regions": N_("认可的地区代码"),
    "occupation_aliases": N_("同一职业的不同叫法"),
    "alike_shared_by": N_("同一线索至多由几家共用"),
    "alike_workers": N_("相同职工几人算线索"),
    "alike_unit_score": N_("单位名称的相近程度"),
    "near_occupation_score": N_("职业名称的相近程度"),
    "near_name_coincidences": N_("姓名偶然相近的对数"),
    "ids_damaged_share": N_("身份证号整列损坏的比例"),
    "ids_damaged_least": N_("身份证号整列损坏的最少个数"),
    "number_block_people": N_("号码相连的人数"),
    "number_block_gap": N_("顺序码相差多少算相连"),
    "age_tolerance": N_("年龄容许相差的岁数"),
    "payout_standing": N_("付款时疑点怎样处置"),
}
_KEYS = {
    "as_of": N_("审计基准日"),
    "person": N_("身份证号"),
    "family": N_("证书大类"),
    "trade": N_("职业（工种）"),
}


def title(parameter: str) -> str:
    """A parameter in words; its name where no words are known."""
    return _(TITLES[parameter]) if parameter in TITLES else parameter


def column(name: str) -> str:
    """A column, or a key made of columns, in words; its name where no words are known."""
    if name in _KEYS:
        return _(_KEYS[name])
    found = next((table.by_name[name] for table in TABLES.values() if name in table.by_name), None)
    return _(found.title) if found else name


def words(value: Any, most: int | None = None, between: str = "  ") -> str:
    """A value as people read it. Entries stand two blanks apart, so that lines break between them; of more than `most`
    of them only the first are named.
    """
    if isinstance(value, dict):
        entries = [key + _("：") + words(entry) for key, entry in value.items()]
    elif isinstance(value, list):
        entries = [column(each) if isinstance(each, str) else str(each) for each in value]
    elif isinstance(value, bool):
        return _("是") if value else _("否")
    else:
        return f"{value:,}" if isinstance(value, int) else str(value)
    if most is None or len(entries) <= most:
        return between.join(entries)
    return between.join(entries[:most]) + _(" 等 {n} 项").format(n=len(entries))
