"""What reading one file may cost, as the environment sets it: a machine's matter, so no option of a command."""

import os
from collections.abc import Mapping

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reading.worker import MEMORY_VARIABLE, SECONDS_VARIABLE, Workers

WORKERS_VARIABLE = "CHIZHENG_WORKERS"
LONG_TEXT_VARIABLE = "CHIZHENG_LONG_TEXT_MB"
_LONG_TEXT = 256


def workers(environment: Mapping[str, str] = os.environ) -> Workers:
    """Workers with the limits of the environment. Raises AuditError for a value that is no number in its range."""
    found = Workers()
    if (seconds := _number(environment, SECONDS_VARIABLE, 1, 86_400)) is not None:
        found.seconds = float(seconds)
    if (megabytes := _number(environment, MEMORY_VARIABLE, 256, 1 << 20)) is not None:
        found.least_memory = megabytes << 20
    if (most := _number(environment, WORKERS_VARIABLE, 1, 256)) is not None:
        found.most = most
    return found


def long_text(environment: Mapping[str, str] = os.environ) -> int:
    """From how many bytes on a text file is read block by block where its table can be. Raises as `workers` does."""
    megabytes = _number(environment, LONG_TEXT_VARIABLE, 0, 1 << 20)
    return (_LONG_TEXT if megabytes is None else megabytes) << 20


def _number(environment: Mapping[str, str], variable: str, least: int, most: int) -> int | None:
    text = environment.get(variable, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and least <= int(text[:20]) <= most):
        raise AuditError(
            _("环境变量 {variable} 不能是 {text}；应是 {least} 到 {most} 的整数。").format(
                variable=variable, text=text, least=least, most=most
            )
        )
    return int(text)
