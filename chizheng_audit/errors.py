"""Trouble that is the user's to mend, and what a run says when it ends."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process returns; the higher outranks the lower, except that FINDINGS yields to both others."""

    CLEAN = 0
    FINDINGS = 1
    UNUSABLE = 2
    INCOMPLETE = 3


class AuditError(Exception):
    """A user's mistake in one sentence: what, where, what to do. Ends the command with exit code 2."""


class UnreadableFile(AuditError):
    """One file cannot be read. The run goes on with the others and ends with exit code 3."""
