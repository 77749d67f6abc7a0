"""Social-insurance months: one row a person, month and kind of insurance, as a bureau's system exports it.

Header words follow the field titles of such systems (费款所属期 = AAE002, 对应费款所属期 = AAE003, 缴费类别 = AAE143).
"""

from chizheng_audit.i18n import N_
from chizheng_audit.tables.column import Column, Table

INSURANCE = Table(
    name="insurance",
    title=N_("参保明细"),
    needs=(("name", "id_no"), ("month",)),
    long=True,
    columns=(
        Column("name", "name", N_("姓名"), ("参保人", "参保人姓名", "人员姓名", "职工姓名"), private=True),
        Column(
            "id_no",
            "id",
            N_("身份证号"),
            ("社会保障号", "社会保障号码", "证件号码", "身份证号码", "公民身份号码"),
            required=True,
            private=True,
        ),
        Column(
            "employer",
            "unit",
            N_("参保单位"),
            ("参保单位名称", "缴费单位", "单位名称", "公司名称"),
            required=True,
        ),
        Column("employer_code", "code", N_("统一社会信用代码"), ("社会信用代码", "信用代码")),
        Column("unit_no", "code", N_("单位编号"), ("单位号", "参保单位编号")),
        Column("insurance", "text", N_("险种"), ("险种类型", "险种名称")),
        Column(
            "month",
            "month",
            N_("费款所属期"),
            ("缴费年月", "参保年月", "缴费月份", "费款所属期号"),
            required=True,
        ),
        Column("paid_for", "month", N_("对应费款所属期"), ()),
        Column("payment", "text", N_("缴费类别"), ("缴费类型", "缴费标志")),
        Column("wage", "money", N_("缴费工资"), ("缴费基数",)),
    ),
)
