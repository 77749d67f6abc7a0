"""What relations of the ladder, and of names, are called by people; translated by whoever shows them."""

from chizheng_audit.i18n import N_

NAMES_WORDS = {
    "same": N_("相同"),
    "sound": N_("同音"),
    "near": N_("差一个字"),
    "other": N_("不同"),
    "unknown": N_("有一个没有姓名"),
}
RELATION_WORDS = {
    "same_number": N_("同一号码，两个姓名"),
    "legacy_15": N_("15 位的老号码"),
    "lookalike": N_("像数字的字符"),
    "mistyped": N_("抄错一处"),
    "lost_or_added": N_("多一位或少一位"),
    "both_mistyped": N_("两号都有错，只差一处"),
    "common_source": N_("两号都有错，同出一个号码"),
    "zeros_lost": N_("末三位丢成 000"),
    "float_image": N_("经浮点数变了样"),
    "recomputed_check": N_("改一位，重算末位"),
    "two_digits": N_("两位不同"),
    "other_region": N_("同日同序，地区不同"),
    "distant": N_("同名同电话或账号，号码不同"),
}
