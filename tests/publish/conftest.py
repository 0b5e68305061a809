"""The office of the tests of the command line, and its public site."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import _cheap_passphrases, office

__all__ = ["_cheap_passphrases", "office"]

SITE = Path("site")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a plain web server that hands out the folder of the site, which is still empty."""
    folder = tmp_path / SITE
    folder.mkdir()
    words = ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)]
    command = [sys.executable, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout
        said = running.stdout.readline().decode(
            "ascii"
        )  # Serving HTTP on HOST port PORT (URL/) ...
        yield said.partition("(")[2].partition("/)")[0]
        running.terminate()
