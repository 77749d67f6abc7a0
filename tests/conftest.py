"""Settings of all tests: no deadline on single examples, because machines that run tests are slow at times."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
