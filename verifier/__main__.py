"""Runs the verifier: `python drawverify.pyz --help`, or `python verifier --help`."""

import argparse


def main() -> None:
    """Reads the command line; there is nothing to verify with yet."""
    parser = argparse.ArgumentParser(prog="drawverify", description="Checks the record of a draw.")
    parser.parse_args()


if __name__ == "__main__":
    main()
