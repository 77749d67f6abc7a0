"""Settings of all tests: no deadline on single examples, because machines that run tests are slow at times.

The gate draws the same examples on every run, so that it says the same of the same tree. `make search` draws new ones;
what it finds becomes an `@example` of its test.
"""

from hypothesis import settings

settings.register_profile("gate", deadline=None, derandomize=True, database=None)
settings.register_profile("search", deadline=None, derandomize=False)
settings.load_profile("gate")
