"""Blocks of megabytes come and go with every file; a process that gives each back to the system and asks for it anew
spends a tenth of its time on empty pages. Where the C library (glibc) and Polars' own allocator (jemalloc) let themselves
be told, they keep them instead: the one for good, the other for seconds.
"""

import ctypes
import os
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as <malloc.h> numbers them
_KEPT = 1 << 30
_JEMALLOC, _DECAY = "_RJEM_MALLOC_CONF", "dirty_decay_ms:2000"


def keep_freed_memory() -> None:
    """Let this process reuse large blocks that it has freed; does nothing where that cannot be asked for.

    Polars looks when it is loaded, and so do processes that are started later.
    """
    os.environ.setdefault(_JEMALLOC, _DECAY)
    if sys.platform != "linux":
        return
    try:
        tell = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return
    tell(_MMAP_THRESHOLD, _KEPT)
    tell(_TRIM_THRESHOLD, _KEPT)
