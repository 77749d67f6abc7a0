"""What the codes of findings, rows and rules are called by people; translated by whoever shows them."""

from chizheng_audit.i18n import N_

VERDICT_WORDS = {"violation": N_("违规"), "suspicion": N_("疑点"), "unverifiable": N_("无法核验")}
CONFIDENCE_WORDS = {"exact": N_("确定"), "strong": N_("较强"), "possible": N_("可能")}
STANDING_WORDS = {
    "new": N_("新发现"),
    "open": N_("未结"),
    "decided": N_("已核实"),
    "waived": N_("已豁免"),
}
RESULT_WORDS = {
    "true_fraud": N_("属实-骗取"),
    "true_error": N_("属实-差错"),
    "not_true": N_("不属实"),
    "known": N_("已知已处理"),
}
REASONS = {
    "title": N_("标题"),
    "header": N_("表头"),
    "blank": N_("空行"),
    "subtotal": N_("小计"),
    "total": N_("合计"),
    "footer": N_("落款"),
    "repeated_header": N_("重复表头"),
    "section": N_("分段标题"),
    "note": N_("注释"),
    "unparsed": N_("无法解析"),
    "no_table": N_("不是已知的表"),
    "left_out": N_("指定不读"),
}
STATUSES = {
    "ran": N_("已跑"),
    "no_parameter": N_("政策包没有参数"),
    "no_table": N_("没有这张表"),
    "failed": N_("规则出错"),
}
VALUE_WORDS = {
    "method": {"exam": N_("考试考核"), "process": N_("过程评价"), "direct": N_("直接认定")},
    "subsidy": {
        "evaluation": N_("评价补贴"),
        "hire": N_("一次性吸纳就业补贴"),
        "placement": N_("职业介绍补贴"),
        "training": N_("培训补贴"),
    },
}
"""What the codes of a column are called."""
SEX_WORDS = {"男": N_("男"), "女": N_("女")}
LEVEL_WORDS = {
    "专项": N_("专项"),
    "学徒工": N_("学徒工"),
    "初级工": N_("初级工"),
    "中级工": N_("中级工"),
    "高级工": N_("高级工"),
    "技师": N_("技师"),
    "高级技师": N_("高级技师"),
    "特级技师": N_("特级技师"),
    "首席技师": N_("首席技师"),
}
"""Levels within sentences; the claim's own cells stay as they are."""
