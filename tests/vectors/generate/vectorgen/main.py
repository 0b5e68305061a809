"""Command line of the generator."""

import argparse
import shutil
from pathlib import Path

from vectorgen import records, stages, twins
from vectorgen.case import CASES
from vectorgen.example import write_example

HERE = Path(__file__).resolve().parents[2]


def write_records(out: Path, only: list[str], *, whole: bool) -> None:
    folder = out / "records"
    if not only and folder.exists():
        shutil.rmtree(folder)
    for case in CASES:
        if not only or case.name in only:
            case.write(folder / case.name, whole=whole)


def main() -> None:
    parser = argparse.ArgumentParser(prog="generate", description="writes the test vectors")
    parser.add_argument("--out", type=Path, default=HERE, help="default: beside this program")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these records only")
    parser.add_argument("--whole", action="store_true", help="also what is not checked in")
    parser.add_argument("--twins", action="store_true", help="searches for the twins of §14")
    parser.add_argument("--spec", type=Path, help="writes the worked example into this file")
    arguments = parser.parse_args()
    if arguments.twins:
        print(*twins.search(), sep="\n")
        return
    records.load()
    write_records(arguments.out, arguments.only, whole=arguments.whole)
    if not arguments.only:
        stages.write(arguments.out / "stages")
    if arguments.spec:
        write_example(arguments.spec)
