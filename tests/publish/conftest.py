"""The office of the tests of the command line, and its public site."""

from tests.cli.conftest import _cheap_passphrases, office

__all__ = ["_cheap_passphrases", "office"]
