"""Runs the verifier: `python drawverify.pyz --help`, or `python verifier --help`."""

import sys

from drawverify.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
