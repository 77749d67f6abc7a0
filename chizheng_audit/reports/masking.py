"""The one place where personal data are masked: by what a value is called, and in free text by what it looks like.

Masking rather hides too much than too little: in free text any run of 15 digits or more goes, whatever it is.
"""

import re
from collections.abc import Iterable

import polars as pl

from chizheng_audit import identity

_MASKS = (
    ("name", identity.mask_name),
    ("id_no", identity.mask_id),
    ("person", identity.mask_id),
    ("phone", identity.mask_code),
    ("birth", identity.mask_birth),
    ("account", identity.mask_code),
    ("holder", identity.mask_holder),
)
_PUBLIC = ("cert_no", "prior_cert_no", "employer_code", "occupation_code")

_GAP = r"[ \t\x{a0}\x{3000}.\-–—_·,，、;；:：/\\\"'“”‘’&=+()（）\[\]]{0,4}"
"""What may stand within one number: blanks, marks, and the joints of a formula ("4101"&"22")."""
_JOINT = r"[ \t\x{a0}\x{3000}\-–—_\"'“”&=]{0,4}"
_BLANKS = r"[ \t\x{a0}\x{3000}]{0,4}"
_M, _D = r"(?:0[1-9]|1[0-2])", r"[0-3]\d"
_YEAR, _MONTH, _DAY = rf"(?:1{_GAP}9|2{_GAP}0)", rf"(?:0{_GAP}[1-9]|1{_GAP}[0-2])", rf"[0-3]{_GAP}\d"


def _digits(count: int, gap: str = _GAP) -> str:
    return rf"\d(?:{gap}\d){{{count - 1}}}"


# \d also finds full-width digits; \b is of no use, because to it a Chinese character is part of the word.
# Whole runs of digits go first, whatever stands beside them; then numbers with gaps, by their shape; then what is left.
_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around what was masked, so that no number is made of the rest of one and the head of the next; < and > in
the replacements below.
"""
_PHONE = (r"(^|[^\d])(1[3-9]\d)\d{4}(\d{4})([^\d]|$)", "${1}<${2}****${3}>${4}")
_PHONE_IN_PARTS = (rf"(^|[^\d])(1[3-9]\d){_GAP}\d{{4}}{_GAP}(\d{{4}})([^\d]|$)", "${1}<${2}****${3}>${4}")
_FREE = (
    (r"(\d\.\d{3})\d{5,}([Ee]\+?\d+)", "<${1}****${2}>"),
    (r"(^|[^\d])(\d{6})\d{5}(\d{4})([^\dXx]|$)", "${1}<${2}*****${3}>${4}"),
    (r"(\d{6})\d{5,}(\d{3}[\dXx])", "<${1}********${2}>"),
    _PHONE,
    _PHONE,  # the sign between two numbers belongs to one match only
    (rf"({_digits(6)}){_GAP}(?:19|20)\d\d{_M}{_D}{_GAP}(\d{{3}}[\dXx])", "<${1}********${2}>"),
    (rf"(\d{{6}}){_GAP}\d\d{_M}{_D}{_GAP}(\d{{3}})", "<${1}******${2}>"),
    (r"(\d{4})(?:[ ._·/-]\d{4}){2,3}[ ._·/-](\d{1,4})", "<${1} **** ${2}>"),
    _PHONE_IN_PARTS,
    _PHONE_IN_PARTS,
    (
        rf"({_digits(6)}){_GAP}{_YEAR}{_GAP}{_digits(2)}{_GAP}{_MONTH}{_GAP}{_DAY}{_GAP}({_digits(3)}{_GAP}[\dXx])",
        "<${1}********${2}>",
    ),
    (
        rf"({_digits(6, _JOINT)}){_JOINT}{_digits(2, _JOINT)}{_JOINT}{_MONTH}{_JOINT}{_DAY}{_JOINT}({_digits(3, _JOINT)})",
        "<${1}******${2}>",
    ),
    (rf"(^|[^\d])(1{_JOINT}[3-9]{_JOINT}\d)(?:{_JOINT}\d){{4}}((?:{_JOINT}\d){{4}})", "${1}<${2}****${3}>"),
    (
        rf"({_digits(4, _BLANKS)})(?:{_BLANKS}\d){{7,}}((?:{_BLANKS}\d){{3}}{_BLANKS}[\dXx])",
        "<${1}********${2}>",
    ),
    # of two numbers side by side one may have lost its head or its tail to the other
    (rf"{_CLOSE}(?:{_JOINT}\d){{5,}}", "> ****"),
    (rf"(?:\d{_JOINT}){{5,}}{_OPEN}", "**** <"),
    (r"(\d{4})(?:[ ._·/-]{1,3}\d{4})+[ ._·/-]{1,3}(\d{1,4})", "<${1} **** ${2}>"),
    (rf"({_digits(3, _BLANKS)})(?:{_BLANKS}\d){{2,}}((?:{_BLANKS}\d){{4}})", "<${1}****${2}>"),
)
_SHAPED = (
    (r"(\d{6})(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d(\d{3}[\dXx])", "${1}********${2}"),
    (r"(^|[^\d])(1[3-9]\d)\d{4}(\d{4})([^\d]|$)", "${1}${2}****${3}${4}"),
)
_SIGNS = r"((?:人|姓\s*名|制表|填表|审核|复核|复审|经办|签字|签章|签名|法定代表|联系|电话)\s*[:：]"
_SIGNED = (
    (_SIGNS + r"\s*(?:\|\s*)?)(\p{Han})[ \x{3000}]{1,4}\p{Han}([^\p{Han}:：]|$)", "${1}${2}*${3}"),
    (
        _SIGNS + r"\s*(?:\|\s*)?)(\p{Han})\p{Han}{1,3}([^\p{Han}:：]|$)",
        "${1}${2}**${3}",
    ),  # no heading of the next
    (_SIGNS + r")(\p{Han})\p{Han}{1,3}", "${1}${2}**"),
)
_OWN_ID = r"^(?:\d{15}|\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx])$"
_SHORT_NAMES = 5_000  # names of two characters up to which texts are searched for them
_RUN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·•・]{2,}")
_LONGEST_NAME = 20
_UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"


def plain(value: pl.Expr) -> pl.Expr:
    """Text on one line, without control characters and marks of direction: data must not steer what shows them."""
    return value.str.replace_all(r"[\t\r\n\u2028\u2029]+", " ").str.replace_all(_UNSEEN, "")


def mask(value: pl.Expr, called: str) -> pl.Expr:
    """`value` masked by what it is `called`: name, id_no, phone_2 … whole, numbers of papers only where they
    are a resident ID, all else as free text.
    """
    for prefix, masking in _MASKS:
        if called == prefix or called.startswith(f"{prefix}_"):  # accounts, named are counts
            return masking(value)
    if called.startswith(_PUBLIC):
        return pl.when(value.str.contains(_OWN_ID)).then(identity.mask_id(value)).otherwise(value)
    return free_text(value)


def free_text(value: pl.Expr) -> pl.Expr:
    """Text in which whatever looks like a resident ID, a bank account or a mobile phone is masked, and who signed."""
    numbers = tuple((pattern, mask.replace("<", _OPEN).replace(">", _CLOSE)) for pattern, mask in _FREE)
    masked = _replaced(value, numbers).str.replace_all(rf"[{_OPEN}{_CLOSE}]", "")
    return _replaced(masked, _SIGNED)


def place(value: pl.Expr) -> pl.Expr:
    """A file or sheet name; only what has the shape of a resident ID or a phone goes, time stamps stay."""
    return _replaced(value, _SHAPED)


def without(value: pl.Expr, secret: pl.Expr, masked: pl.Expr) -> pl.Expr:
    """`value` with each `secret` (a person's own name, two characters or more) replaced by `masked`, row by row."""
    known = secret.str.len_chars() >= 2
    return pl.when(known).then(value.str.split(secret).list.join(masked)).otherwise(value)


def without_names(value: pl.Expr, names: pl.Series) -> pl.Expr:
    """`value` with every one of `names` masked: those of two characters only where they stand alone, because they may
    be part of other words.
    """
    names = names.drop_nulls().unique().sort()
    han = names.filter(names.str.contains(r"^\p{Han}[\p{Han}·•・]+$"))
    long = han.filter(han.str.len_chars() > 2)
    if len(long):
        hidden = long.to_frame("name").select(identity.mask_name(pl.col("name"))).to_series()
        value = value.str.replace_many(long.to_list(), hidden.to_list())
    short = han.filter(han.str.len_chars() == 2)
    if 0 < len(short) <= _SHORT_NAMES:
        alone = rf"(^|[^\p{{Han}}])(?:{'|'.join(short.to_list())})([^\p{{Han}}]|$)"
        for _turn in range(2):  # the sign between two names belongs to one match only
            value = value.str.replace_all(alone, "${1}**${2}")
    return value


def occurring(names: pl.Series, texts: Iterable[str]) -> pl.Series:
    """Those of `names` (each once) that stand somewhere in `texts`, which are few beside the names."""
    plain_texts = (
        pl.Series([decoded(text) for text in texts], dtype=pl.String)
        .to_frame("text")
        .select(plain(pl.col("text")))
    )
    runs = {run for text in plain_texts.to_series().drop_nulls() for run in _RUN.findall(text)}
    parts = {
        run[at : at + length]
        for run in runs
        for length in range(2, min(len(run), _LONGEST_NAME) + 1)
        for at in range(len(run) - length + 1)
    }
    return names.filter(names.is_in(sorted(parts))).unique()


def masked(values: pl.Series, called: str) -> pl.Series:
    """A series of values called `called`, masked."""
    return values.to_frame("value").select(mask(pl.col("value"), called)).to_series()


def masked_text(text: str) -> str:
    """One free text, masked."""
    return str(pl.select(free_text(pl.lit(text))).item())


def masked_place(text: str) -> str:
    """One name of a file or sheet, masked."""
    return str(pl.select(place(pl.lit(text))).item())


def plain_text(text: str) -> str:
    """One text as `plain` makes it; a file name may hold bytes that are no text, they become ?."""
    return str(pl.select(plain(pl.lit(decoded(text)))).item())


def decoded(text: str) -> str:
    """A text without the bytes that are no text, which a file name may hold; they become ?."""
    return text.encode("utf-8", "replace").decode()


def _replaced(value: pl.Expr, pairs: tuple[tuple[str, str], ...]) -> pl.Expr:
    for pattern, replacement in pairs:
        value = value.str.replace_all(pattern, replacement)
    return value
