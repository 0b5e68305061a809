"""How hypothesis is set for the tests of this folder."""

from hypothesis import settings

# The machines this runs on are shared and noisy; a slow example is no failure.
settings.register_profile("drawsvc", deadline=None, max_examples=200)
settings.load_profile("drawsvc")
