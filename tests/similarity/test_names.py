import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from chizheng_audit.similarity.names import read_names
from chizheng_audit.similarity.surnames import READINGS

han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
given_names = st.text(
    han.filter(lambda sign: sign not in READINGS and sign not in "某测试未不无暂待姓空上"),
    min_size=2,
    max_size=6,
)


def read(*names: str | None) -> list[tuple[str | None, int | None, int | None]]:
    return read_names(pl.Series(names, dtype=pl.String)).select("name", "sound", "also").rows()


def alike(one: str | None, other: str | None) -> bool:
    (_, *first), (_, *second) = read(one, other)
    return bool(({*first} - {None}) & ({*second} - {None}))


@settings(deadline=None)
@given(given_names, given_names)
def test_names_are_alike_as_pinyin_says(one: str, other: str) -> None:
    assert alike(one, other) == (lazy_pinyin(list(one)) == lazy_pinyin(list(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王芳", "王方"),
        ("王　芳", "王方"),
        ("曾国强", "增国强"),
        ("曾国强", "层国强"),
        ("单洁", "善洁"),
        ("单洁", "丹洁"),
        ("吕布", "吕步"),
        ("欧阳建国", "欧阳建果"),
        ("买买提·吐尔逊", "买买提吐尔逊"),
        ("买买提•吐尔逊江·阿布都拉", "买买提．吐尔逊江．阿布都拉"),
        ("上官云", "上官芸"),
    ],
)
def test_what_sounds_the_same(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王芳", "王芳芳"),
        ("王建国", "王建军"),
        ("吕布", "卢布"),
        ("增国强", "层国强"),  # 曾 is both, they are not one another
        ("王𠀀", "王芳"),
        ("é王", "𠀀"),
        (None, None),
        ("", ""),
        ("测试", "测试"),
        ("无", "无"),
        ("张某", "张某"),
        ("张*三", "张*三"),
        ("王", "王"),
        ("123", "123"),
        ("同上", "同上"),
    ],
)
def test_what_does_not(one: str | None, other: str | None) -> None:
    assert not alike(one, other)


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        " ",
        "测试",
        "测试1",
        "无",
        "无名氏",
        "未知",
        "不详",
        "张某某",
        "李*",
        "王",
        "0",
        "待定",
        "姓名",
    ],
)
def test_placeholders_are_no_names(name: str | None) -> None:
    assert read(name) == [(None, None, None)]


def test_a_name_keeps_its_characters() -> None:
    assert [name for name, *_ in read("王 芳", "上官云", "无忌张", "Tom Lee")] == [
        "王芳",
        "上官云",
        "无忌张",
        "tomlee",
    ]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=8)), max_size=8))
def test_a_name_reads_the_same_in_any_company(names: list[str | None]) -> None:
    assert read(*names) == [read(name)[0] for name in names]


def test_polyphonic_surnames_have_two_readings() -> None:
    for surname in READINGS:
        ((_, sound, also),) = read(f"{surname}国强")
        assert sound != also
        assert None not in (sound, also)
