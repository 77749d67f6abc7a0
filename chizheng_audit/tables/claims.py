"""Claims of all subsidies: one row a person claimed for.

Header words: those really seen in public templates and exports, and their obvious variants.
"""

from chizheng_audit.i18n import N_
from chizheng_audit.tables.column import Column, Table

CLAIMS = Table(
    name="claims",
    title=N_("申报明细"),
    needs=(("name", "id_no"), ("amount", "level", "cert_no", "occupation", "hire_date", "employer", "agency", "org")),
    columns=(
        Column("subsidy", "subsidy", N_("补贴种类"), ("补贴类型", "补贴项目", "补贴类别", "项目名称")),
        Column(
            "name",
            "name",
            N_("姓名"),
            ("学员姓名", "考生姓名", "申请人", "申请人姓名", "持证人", "持证人姓名", "人员姓名", "劳动者姓名", "职工姓名", "员工姓名"),
            required=True,
            private=True,
        ),
        Column(
            "id_no",
            "id",
            N_("身份证号"),
            ("身份证号码", "18位身份证号", "身份证号18位", "证件号码", "证件号", "公民身份号码", "公民身份证号", "居民身份证号码", "社会保障号", "社会保障号码", "身份证"),
            required=True,
            private=True,
        ),
        Column(
            "occupation",
            "text",
            N_("职业（工种）"),
            ("职业工种名称", "职业工种", "职业名称", "职业", "鉴定职业", "鉴定工种", "培训工种", "证书工种名称", "申报职业", "申报工种", "评价职业", "认定职业", "认定工种", "职业资格名称"),
        ),
        Column("work_type", "text", N_("工种/职业方向"), ("工种", "职业方向", "工种名称", "工种方向")),
        Column("occupation_code", "code", N_("职业编码"), ("职业代码", "工种编码", "工种代码")),
        Column(
            "level",
            "level",
            N_("等级"),
            ("认定等级", "申报等级", "技能等级", "职业技能等级", "鉴定级别", "鉴定等级", "级别", "工种等级", "证书等级", "评价等级", "职业等级"),
        ),
        Column("cert_kind", "text", N_("证书类别"), ("证书类型", "证书名称", "证书种类")),
        Column(
            "cert_no",
            "certificate",
            N_("证书编号"),
            ("证书号", "证书号码", "职业证书编号", "职业技能等级证书编号", "等级证书编号", "资格证书编号", "技能证书编号"),
        ),
        Column(
            "issue_date",
            "date",
            N_("发证日期"),
            ("发证时间", "证书获取时间", "取证时间", "取证日期", "批准日期", "核发日期", "颁证日期", "证书日期"),
        ),
        Column("method", "method", N_("评价方式"), ("认定方式", "考核方式", "评价类型", "鉴定方式")),
        Column(
            "amount",
            "money",
            N_("补贴金额"),
            ("金额", "补贴标准", "申报金额", "申请金额", "补贴资金", "评价补贴", "应补金额", "申请补贴金额", "拨付金额", "职业培训补贴标准", "申请补贴标准"),
        ),
        Column("org", "unit", N_("评价机构"), ("评价机构名称", "认定机构", "鉴定机构", "鉴定所站", "报名单位", "学校名称", "培训机构", "申报机构", "培训学校")),
        Column(
            "employer",
            "unit",
            N_("用人单位"),
            ("企业名称", "吸纳单位", "吸纳企业", "用工单位", "就业单位", "入职单位", "录用单位", "录用企业", "单位名称", "所在单位", "工作单位", "用人单位名称"),
        ),
        Column("employer_code", "code", N_("统一社会信用代码"), ("社会信用代码", "信用代码", "企业信用代码", "用人单位信用代码")),
        Column("agency", "unit", N_("人力资源机构"), ("人力资源机构名称", "人力资源服务机构", "介绍机构", "职业介绍机构", "职介机构", "中介机构")),
        Column("hire_date", "date", N_("入职日期"), ("入职时间", "录用时间", "录用日期", "就业时间", "就业日期", "上岗时间", "上岗日期", "用工起始日期", "劳动合同起始日期", "合同起始日期", "介绍就业时间")),
        Column("claim_date", "date", N_("申报日期"), ("申报时间", "申请日期", "申请时间", "填报日期")),
        Column("phone", "code", N_("联系电话"), ("手机号码", "手机号", "手机", "电话", "联系方式", "电话号码", "本人电话"), private=True),
        Column("account", "code", N_("银行账号"), ("银行卡号", "账号", "银行账户", "收款账号", "卡号", "社保卡银行账号"), private=True),
        Column("prior_cert_no", "certificate", N_("原证书编号"), ("原证书号", "原职业资格证书编号", "已有证书编号")),
        Column("prior_level", "level", N_("原技术等级"), ("原证书等级", "原等级", "已有证书等级")),
        Column("note", "text", N_("备注"), ("说明", "备注说明", "申报说明")),
    ),
)
