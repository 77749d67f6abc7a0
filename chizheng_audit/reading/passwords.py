"""Workbooks under a password."""

import io
import logging

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _

BUILT_IN = "VelvetSweatshop"
"""The password Excel itself uses for workbooks that are only protected against changes; it opens them unasked."""


def unlock(data: bytes, file: str, passwords: tuple[str, ...]) -> bytes:
    """The workbook inside `data`. Raises UnreadableFile when no password fits or the cipher is not known."""
    import msoffcrypto  # noqa: PLC0415 - slow to load, rarely needed
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError  # noqa: PLC0415 - as above
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415 - as above

    logging.getLogger("msoffcrypto").setLevel(logging.CRITICAL)
    try:
        locked = msoffcrypto.OfficeFile(io.BytesIO(data))
        check = {"verify_password": True} if isinstance(locked, OOXMLFile) else {}  # old workbooks always do
        for password in (BUILT_IN, *passwords):
            plain = io.BytesIO()
            try:
                locked.load_key(password=password, **check)
                locked.decrypt(plain)
            except (InvalidKeyError, DecryptionError, ValueError, IndexError, OverflowError):
                continue  # not this one; some ciphers say so only by failing
            return plain.getvalue()
    except Exception as error:
        raise UnreadableFile(
            _("{file} 的加密方式认不出或文件已损坏；请在 Excel 中去掉密码后另存为 xlsx。").format(file=file)
        ) from error
    if not passwords:
        raise UnreadableFile(
            _("{file} 有打开密码；请把密码写进一个文本文件（每行一个），用 --password-file 指明。").format(
                file=file
            )
        )
    raise UnreadableFile(
        _("{file} 有打开密码，--password-file 里的密码都打不开；请问清密码，每行一个写进那个文件。").format(
            file=file
        )
    )
