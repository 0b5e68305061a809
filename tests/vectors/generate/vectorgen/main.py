"""Command line of the generator."""

import argparse
import importlib
import pkgutil
import shutil
from pathlib import Path

from vectorgen import audits, histories, records, rows, stages, twins
from vectorgen.case import CASES
from vectorgen.example import write_example

HERE = Path(__file__).resolve().parents[2]


FAMILIES = (records, rows, audits, histories)


def load() -> None:
    """Importing a module registers its vectors."""
    for family in FAMILIES:
        for module in sorted(pkgutil.iter_modules(family.__path__), key=lambda m: m.name):
            importlib.import_module(f"{family.__name__}.{module.name}")


def write_cases(out: Path, only: list[str], *, whole: bool) -> None:
    """`only`: what is named, as FAMILY/NAME."""
    if not only:
        for family in {case.family for case in CASES}:
            shutil.rmtree(out / family, ignore_errors=True)
    for case in CASES:
        name = f"{case.family}/{case.name}"
        if not only or name in only:
            case.write(out / name, whole=whole)


def main() -> None:
    parser = argparse.ArgumentParser(prog="generate", description="writes the test vectors")
    parser.add_argument("--out", type=Path, default=HERE, help="default: beside this program")
    parser.add_argument(
        "--only", nargs="*", default=[], metavar="NAME", help="these only, as FAMILY/NAME"
    )
    parser.add_argument("--whole", action="store_true", help="also what is not checked in")
    parser.add_argument("--twins", action="store_true", help="searches for the twins of §14")
    parser.add_argument("--spec", type=Path, help="writes the worked example into this file")
    arguments = parser.parse_args()
    if arguments.twins:
        print(*twins.search(), sep="\n")
        return
    load()
    write_cases(arguments.out, arguments.only, whole=arguments.whole)
    if not arguments.only:
        stages.write(arguments.out / "stages")
    if arguments.spec:
        write_example(arguments.spec)
