"""What a file is known by: a published digest of its bytes, and a second one that is never published."""

import hashlib
from pathlib import Path

_SALT = b"\0chizheng fingerprint"


def digests(data: bytes) -> tuple[str, str]:
    """(sha256, secret) of a file's bytes, both as 64 hexadecimal digits.

    The secret cannot be had from the published sha256: it takes the bytes themselves.
    """
    state = hashlib.sha256(data)
    published = state.hexdigest()
    state.update(_SALT)
    return published, state.hexdigest()


def file_digests(path: str) -> tuple[str, str]:
    """As `digests`, of a file that may be larger than memory. Raises OSError if it cannot be read."""
    with Path(path).open("rb") as stream:
        state = hashlib.file_digest(stream, "sha256")
    published = state.hexdigest()
    state.update(_SALT)
    return published, state.hexdigest()
