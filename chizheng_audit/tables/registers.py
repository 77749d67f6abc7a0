"""Registers that claims are held against: certificates, employers, and the bodies allowed to evaluate.

Header words: those of public rosters and of the business register, and their obvious variants.
"""

from chizheng_audit.i18n import N_
from chizheng_audit.tables.claims import CLAIMS
from chizheng_audit.tables.column import Column, Table

_OF_A_CERTIFICATE = (
    "name",
    "id_no",
    "occupation",
    "work_type",
    "occupation_code",
    "level",
    "cert_kind",
    "cert_no",
    "issue_date",
    "org",
)

CERTIFICATES = Table(
    name="certificates",
    title=N_("证书名册"),
    needs=(("name", "id_no"), ("cert_no", "issue_date")),
    called=(
        "证书名册",
        "证书花名册",
        "证书台账",
        "证书清单",
        "证书数据",
        "证书信息库",
        "证书信息表",
        "持证人员名册",
        "持证人员花名册",
        "持证人员名单",
        "持证人员信息",
        "获证人员",
        "取证人员",
        "发证名册",
    ),
    columns=tuple(CLAIMS.by_name[name] for name in _OF_A_CERTIFICATE),
)
"""Certificates that were issued, whoever claims for them; one row a certificate. Its words are those of CLAIMS."""

EMPLOYERS = Table(
    name="employers",
    title=N_("单位名册"),
    needs=(("employer",), ("industry", "staff", "revenue", "legal_person")),
    per="unit",
    columns=(
        Column(
            "employer",
            "unit",
            N_("单位名称"),
            ("企业名称", "用人单位", "用人单位名称", "公司名称", "市场主体名称"),
            required=True,
        ),
        Column("employer_code", "code", N_("统一社会信用代码"), ("社会信用代码", "信用代码", "企业信用代码")),
        Column("registration", "code", N_("注册号"), ("工商注册号", "营业执照注册号", "营业执照号")),
        Column(
            "industry", "text", N_("所属行业"), ("行业", "行业类别", "行业门类", "行业名称", "国民经济行业")
        ),
        Column(
            "staff", "count", N_("从业人员数"), ("从业人员", "职工人数", "员工人数", "从业人数", "参保人数")
        ),
        Column("revenue", "money", N_("营业收入"), ("年营业收入", "上年营业收入", "营业收入（元）")),
        Column("assets", "money", N_("资产总额"), ("总资产", "年末资产总额")),
        Column("size", "text", N_("企业规模"), ("规模", "企业类型划分", "规模类型", "企业划型")),
        Column("legal_person", "name", N_("法定代表人"), ("法人", "法人代表", "负责人"), private=True),
        Column("phone", "code", N_("联系电话"), ("电话", "手机号码", "联系方式"), private=True),
        Column("address", "text", N_("住所"), ("地址", "注册地址", "单位地址", "经营场所")),
        Column("account", "code", N_("银行账号"), ("开户账号", "银行账户", "账号"), private=True),
    ),
)
"""Employers as a business register or a declaration has them; one row an employer. Money in 元."""

BODIES = Table(
    name="bodies",
    title=N_("备案机构"),
    needs=(("org",), ("since", "until", "year", "filing_no")),
    called=("备案", "机构目录", "机构清单", "机构名录", "目录年度", "清单年度"),
    per="unit",
    columns=(
        Column(
            "org",
            "unit",
            N_("机构名称"),
            ("评价机构", "评价机构名称", "备案机构名称", "认定机构", "单位名称", "学校名称"),
            required=True,
        ),
        Column("org_code", "code", N_("统一社会信用代码"), ("社会信用代码", "信用代码", "机构代码")),
        Column("filing_no", "code", N_("备案号"), ("备案编号", "机构备案号", "备案文号")),
        Column(
            "occupation",
            "text",
            N_("职业（工种）"),
            ("备案职业", "职业名称", "职业工种", "备案职业工种", "职业"),
        ),
        Column("occupation_code", "code", N_("职业编码"), ("职业代码",)),
        Column("levels", "levels", N_("备案等级"), ("等级", "级别", "等级范围", "备案级别", "职业等级")),
        Column("year", "count", N_("目录年度"), ("年度", "清单年度", "所属年度")),
        Column("since", "date", N_("备案日期"), ("备案时间", "批准日期", "备案起始日期", "有效期起")),
        Column(
            "until", "date", N_("备案截止日期"), ("有效期至", "截止日期", "有效期止", "注销日期", "退出日期")
        ),
    ),
)
"""The filing list: which body may evaluate which occupation at which levels from when to when; one row a filing."""
