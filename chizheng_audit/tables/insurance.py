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
        Column(
            "region",
            "text",
            N_("参保地"),
            ("参保地区", "参保所在地", "行政区划", "统筹区", "参保统筹区", "社保经办机构"),
        ),
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

SPANS = Table(
    name="spans",
    title=N_("参保起止"),
    needs=(("name", "id_no"), ("since",), ("until", "months")),
    columns=(
        *(
            INSURANCE.by_name[c]
            for c in ("name", "id_no", "employer", "employer_code", "unit_no", "region", "insurance")
        ),
        Column(
            "since",
            "month",
            N_("开始年月"),
            (
                "起始年月",
                "缴费起始年月",
                "缴费开始年月",
                "参保开始年月",
                "起始日期",
                "缴费起始时间",
                "本段开始年月",
            ),
            required=True,
        ),
        Column(
            "until",
            "month",
            N_("结束年月"),
            (
                "终止年月",
                "截止年月",
                "缴费终止年月",
                "缴费结束年月",
                "缴费截止年月",
                "终止日期",
                "本段结束年月",
            ),
        ),
        Column("months", "count", N_("缴费月数"), ("实际缴费月数", "累计月数", "月数", "缴费月份数")),
    ),
)
"""Insured spans with a count: they cannot prove that each month between was paid; one row a person, employer and span."""
