"""Characters that pseudonyms are made of: common ones with one reading, none of which a rule or the reading looks for."""

from functools import cache

from chizheng_audit.similarity.names import readings

_LOOKED_FOR = (
    "合计总小共累数额注明说填报制表审核复负责经办联系章签盖公位单姓名称身份证号件会社保障元圆整人学校院司中心机构省市县区乡镇村"
    "一二三四五六七八九十百千万两零壹贰叁肆伍陆柒捌玖拾佰仟年月日度批次已全冲销红退回款撤补重再未不材料资无某测试暂待空上同前左"
    "评价鉴定认培训吸纳介绍就业职技能级工师专项种初高男女股份有限责任厂店部作局委所站集团农业务备案退休死亡火化去世亡故学籍在读养老"
    "失伤医疗生育险缴费正常应外派遣点分"
)
"""A made-up name with one of these might be taken for a total, a footer, a header, a subsidy or a placeholder."""
_UNKIND = "奴屠贱尸屎尿屁贼盗匪娼妓淫奸嫖狗猪驴鬼杀毒癌疯痴傻蠢蛋贪污骗孽畜妖魔棺葬坟丧冤仇恨哭痛病残瞎聋哑瘸疮脓粪厕赌囚刑"
"""Nobody is called so."""


@cache
def by_reading() -> dict[int, str]:
    """Number of a reading → the characters to use for it; readings without one are left out."""
    usual, given = readings()
    found: dict[int, list[str]] = {}
    for sign in _characters():
        own = given[ord(sign)]
        if own and own == usual[ord(sign)] and sign not in _LOOKED_FOR + _UNKIND:
            found.setdefault(own, []).append(sign)
    return {number: "".join(signs) for number, signs in sorted(found.items())}


@cache
def reading(sign: str, first: bool = False) -> int:
    """The number of a character's reading, as a surname where it is `first`; 0 where it has none."""
    usual, given = readings()
    place = ord(sign)
    return int((usual if first else given)[place]) if place < len(given) else 0


@cache
def plain() -> str:
    """All characters to choose from where the sound does not matter."""
    return "".join(signs[:4] for signs in by_reading().values())


def _characters() -> list[str]:
    """The first level of GB 2312, in its order: common characters, by which the encoding of a text is told."""
    found = []
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                found.append(bytes([row, cell]).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # its last places are empty
    return found
