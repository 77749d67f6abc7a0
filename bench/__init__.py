"""Comparisons with peers, measured as whole processes in one run; never part of the tests."""
