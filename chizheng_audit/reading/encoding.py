"""Which encoding a text file is in, by strict trial over the whole of it; a guess that fits nothing is refused."""

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAMPLE = 1 << 20
_PLAUSIBLE = 0.9


def told(data: bytes, path: str, asked: str | None = None) -> tuple[str, int]:
    """(encoding, length of the byte-order mark) of `data`. Raises UnreadableFile where none fits."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name, len(mark)
    if asked:
        return asked, 0
    parity = _parity(data)
    if parity:
        return parity, 0
    if fits(data, "utf-8"):
        return "utf-8", 0
    if fits(data, "gb18030") and plausible(data) >= _PLAUSIBLE:
        return "gb18030", 0
    raise UnreadableFile(
        _("认不出 {path} 的编码；请用 --encoding 指明（如 gb18030、big5），或另存为 UTF-8。").format(
            path=path
        )
    )


def fits(data: bytes, encoding: str) -> bool:
    """Whether all of `data` is well-formed in `encoding`."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _parity(data: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes stand on one side of each pair and not on the other."""
    head = data[:_SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd >= 0.3 * half and even < 0.02 * half:
        return "utf-16-le"
    if even >= 0.3 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def plausible(data: bytes) -> float:
    """Share of the non-ASCII characters that GB2312 uses for common hanzi (rows 16–55) and for punctuation (1–3)."""
    text = data[: _SAMPLE * 4].decode("gb18030", "ignore")
    foreign = [sign for sign in text if ord(sign) > 127]
    if not foreign:
        return 1.0
    common = 0
    for sign in foreign:
        pair = sign.encode("gb18030")
        common += len(pair) == 2 and (0xB0 <= pair[0] <= 0xD7 or 0xA1 <= pair[0] <= 0xA3) and pair[1] >= 0xA1
    return common / len(foreign)
