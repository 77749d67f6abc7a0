"""Social insurance: one row a person, month and kind of insurance, or one row a span of months with a count.

Header words follow the field titles of such systems and their codes (费款所属期 = AAE002, 对应费款所属期 = AAE003,
缴费类别 = AAE143 …), after which some exports are headed.
"""

from chizheng_audit.i18n import N_
from chizheng_audit.tables.column import Column, Table

_SINCE = Column(
    "since",
    "month",
    N_("开始年月"),
    (
        "起始年月",
        "缴费起始年月",
        "缴费开始年月",
        "参保开始年月",
        "参保起始年月",
        "开始缴费年月",
        "起始缴费年月",
        "缴费起始时间",
        "缴费开始时间",
        "参保起始时间",
        "参保开始时间",
        "本段开始年月",
        "费款所属期起",
        "费款所属期始",
        "费款开始所属期",
        "起始日期",
        "AAE041",
    ),
    required=True,
)
_UNTIL = Column(
    "until",
    "month",
    N_("结束年月"),
    (
        "终止年月",
        "截止年月",
        "缴费终止年月",
        "缴费结束年月",
        "缴费截止年月",
        "参保终止年月",
        "参保结束年月",
        "参保截止年月",
        "终止缴费年月",
        "结束缴费年月",
        "截止缴费年月",
        "缴费终止时间",
        "缴费截止时间",
        "缴费结束时间",
        "参保终止时间",
        "参保截止时间",
        "参保结束时间",
        "本段结束年月",
        "费款所属期止",
        "费款所属期终",
        "费款终止所属期",
        "终止日期",
        "AAE042",
    ),
)

INSURANCE = Table(
    name="insurance",
    title=N_("参保明细"),
    needs=(("name", "id_no"), ("month", "paid_for")),
    long=True,
    never=(_SINCE, _UNTIL),
    columns=(
        Column(
            "name",
            "name",
            N_("姓名"),
            ("参保人", "参保人姓名", "人员姓名", "职工姓名", "AAC003"),
            private=True,
        ),
        Column(
            "id_no",
            "id",
            N_("身份证号"),
            (
                "社会保障号",
                "社会保障号码",
                "证件号码",
                "身份证号码",
                "公民身份号码",
                "18位身份证号",
                "身份证",
                "AAC002",
            ),
            required=True,
            private=True,
        ),
        Column(
            "employer",
            "unit",
            N_("参保单位"),
            ("参保单位名称", "缴费单位", "缴费单位名称", "单位名称", "公司名称", "AAB004"),
            required=True,
        ),
        Column("employer_code", "code", N_("统一社会信用代码"), ("社会信用代码", "信用代码")),
        Column("unit_no", "code", N_("单位编号"), ("单位号", "参保单位编号", "AAB001")),
        Column(
            "region",
            "text",
            N_("参保地"),
            ("参保地区", "参保所在地", "行政区划", "统筹区", "参保统筹区", "社保经办机构"),
        ),
        Column("insurance", "text", N_("险种"), ("险种类型", "险种名称", "AAE140")),
        Column(
            "month",
            "month",
            N_("费款所属期"),
            (
                "缴费年月",
                "参保年月",
                "缴费月份",
                "费款所属期号",
                "费款所属年月",
                "费款所属月份",
                "缴费所属期",
                "缴费所属年月",
                "AAE002",
            ),
            required=True,
        ),
        Column(
            "paid_for",
            "month",
            N_("对应费款所属期"),
            ("对应费款所属期号", "对应费款所属年月", "对应缴费所属期", "对应所属期", "AAE003"),
        ),
        Column(
            "payment",
            "text",
            N_("缴费类别"),
            (
                "缴费类型",
                "缴费标志",
                "缴费情况",
                "缴费状态",
                "缴费标识",
                "实缴标志",
                "到账标志",
                "到账情况",
                "AAE143",
            ),
        ),
        Column("wage", "money", N_("缴费工资"), ("缴费基数", "AAC040")),
    ),
)
"""Insured months. A row whose months are a range (202301-202312) is a row of SPANS, wherever it stands."""

SPANS = Table(
    name="spans",
    title=N_("参保起止"),
    needs=(
        ("name", "id_no"),
        ("since", "period"),
        ("until", "period", "months", "pension", "unemployment", "injury"),
    ),
    columns=(
        *(
            INSURANCE.by_name[c]
            for c in ("name", "id_no", "employer", "employer_code", "unit_no", "region", "insurance")
        ),
        _SINCE,
        _UNTIL,
        Column(
            "months",
            "count",
            N_("缴费月数"),
            ("实际缴费月数", "实缴月数", "累计月数", "累计缴费月数", "月数", "缴费月份数", "参保月数"),
        ),
        INSURANCE.by_name["payment"],
    ),
    spread=(
        Column(
            "period",
            "text",
            N_("起止年月"),
            (
                "缴费起止年月",
                "缴费起止时间",
                "参保起止年月",
                "参保起止时间",
                "费款所属期起止",
            ),
        ),
        Column(
            "pension",
            "count",
            N_("养老缴费月数"),
            (
                "养老",
                "养老月数",
                "养老保险",
                "养老保险月数",
                "养老保险缴费月数",
                "基本养老保险",
                "基本养老保险月数",
                "基本养老保险缴费月数",
                "企业职工基本养老保险",
                "养老实缴月数",
            ),
        ),
        Column(
            "unemployment",
            "count",
            N_("失业缴费月数"),
            ("失业", "失业月数", "失业保险", "失业保险月数", "失业保险缴费月数", "失业实缴月数"),
        ),
        Column(
            "injury",
            "count",
            N_("工伤缴费月数"),
            ("工伤", "工伤月数", "工伤保险", "工伤保险月数", "工伤保险缴费月数", "工伤实缴月数"),
        ),
    ),
)
"""Insured spans with a count: they cannot prove that each month between was paid.

One row a person, employer, span and kind of insurance. `until` null: not ended, or not told. `payment` where the span
stood in a sheet that tells it.
"""

KIND_OF = {"pension": "养老保险", "unemployment": "失业保险", "injury": "工伤保险"}
"""What stands in `insurance` for each column of counts."""
