"""Blocks of megabytes come and go with every file; a process that gives each back to the system and asks for it anew
spends a tenth of its time on empty pages. Where the C library lets itself be told (glibc), it keeps them instead.
"""

import ctypes
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as <malloc.h> numbers them
_KEPT = 1 << 30


def keep_freed_memory() -> None:
    """Let this process reuse large blocks that it has freed; does nothing where that cannot be asked for."""
    if sys.platform != "linux":
        return
    try:
        tell = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return
    tell(_MMAP_THRESHOLD, _KEPT)
    tell(_TRIM_THRESHOLD, _KEPT)
