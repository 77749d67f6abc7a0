"""Surnames of one character that are read in two ways: as a surname, and as a dictionary or a stranger would."""

_BOTH = (
    "曾 zeng ceng, 单 shan dan, 單 shan dan, 解 xie jie, 查 zha cha, 仇 qiu chou, 乐 yue le, 區 ou qu, 区 ou qu, 朴 piao pu, "
    "翟 zhai di, 盖 gai ge, 覃 qin tan, 缪 miao mou, 召 shao zhao, 种 chong zhong, 员 yun yuan, 折 she zhe, 冼 xian shen, "
    "洗 xian xi, 繁 po fan, 黑 he hei, 谌 chen shen, 莘 shen xin, 柏 bai bo, 薄 bo bao, 秘 bi mi, 车 che ju, 贾 jia gu, "
    "石 shi dan, 沈 shen chen, 叶 ye xie, 祭 zhai ji, 牟 mu mou, 能 nai neng, 郇 xun huan, 隗 kui wei, 俞 yu shu, "
    "瞿 qu ju, 褚 chu zhu, 卜 bu bo, 句 gou ju, 盛 sheng cheng, 宓 mi fu, 乜 nie mie, 费 fei bi, 尉 yu wei, 长 zhang chang, "
    "長 zhang chang, 澹 tan dan, 郗 xi chi, 都 du dou, 行 xing hang, 重 chong zhong, 宿 su xiu, 燕 yan yan, 阚 kan han, "
    "佴 nai er, 臧 zang cang, 逄 pang feng, 幸 xing xing, 尹 yin yin, 弗 fu fei, 谷 gu yu, 余 yu tu, 适 kuo shi, 令 ling lian, "
    "那 na nuo, 哈 ha ka, 笮 ze zuo, 訾 zi zi, 戚 qi cu, 鲜 xian xian, 洪 hong hong, 纪 ji ji, 应 ying ying, 任 ren ren, 万 wan mo"
)
READINGS: dict[str, tuple[str, str]] = {
    sign: (usual, other)
    for sign, usual, other in (entry.split() for entry in _BOTH.split(", "))
    if usual != other
}
"""Character → (as a surname, otherwise), without tones."""
