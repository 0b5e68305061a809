"""Holds any verifier against the vectors, by its command line (docs/SPEC.md §13).

    python tests/vectors/conformance.py [--without-bls] [--only FAMILY/NAME ...] -- VERIFIER [ARGUMENT ...]

The verifier is called as the family says:

    records      VERIFIER … RECORD [--trust FILE] [--slip HEX] [--disclosures FILE] --json
    rows         VERIFIER … row RECORD OWN [--trust FILE] [--slip HEX] --json
    audits       VERIFIER … audit RECORD --disclosures FILE --roster FILE [--trust FILE] [--slip HEX] --json
    histories    VERIFIER … history FILE … [--trust FILE] --json

A family alone (`--only rows`) means all of it. Prints a line for every disagreement and exits with
1 if there is any. Needs the standard library, and for vectors that are not
checked in (marked `generated`) what the generator needs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TIMEOUT_SECONDS = 300
FAMILIES = ("records", "rows", "audits", "histories")
OPTIONS = {"trust": "trust.json", "disclosures": "disclosures.json", "roster": "roster.json"}
# Of a history everything is handed over but these.
APART = ("trust.json", "vector.json")


def record_file(folder: Path) -> str:
    return str(next(p for n in ("record.json", "record.bin") if (p := folder / n).exists()))


def subject(folder: Path) -> list[str]:
    """The form of the command line and the files it is about."""
    family = folder.parent.name
    if family == "histories":
        return ["history", *sorted(str(p) for p in folder.iterdir() if p.name not in APART)]
    if family == "rows":
        return ["row", record_file(folder), str(folder / "own.json")]
    return [*(["audit"] if family == "audits" else []), record_file(folder)]


def command(verifier: list[str], folder: Path, args: list[str]) -> list[str]:
    line = [*verifier, *subject(folder)]
    for name in args:
        if name == "slip":
            line += ["--slip", (folder / "slip.txt").read_text(encoding="utf-8").rstrip("\n")]
        elif name in OPTIONS:
            line += [f"--{name}", str(folder / OPTIONS[name])]
    return [*line, "--json"]


def answer(verifier: list[str], folder: Path, args: list[str]) -> dict[str, Any]:
    """What the verifier said, in the words of vector.json."""
    done = subprocess.run(
        command(verifier, folder, args),
        capture_output=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
    )
    try:
        report = json.loads(done.stdout)
        return {
            "exit": done.returncode if done.returncode == report["exit"] else "two exits",
            "failure": report["failed"][0] if report["failed"] else "",
            "grade": report.get("grade"),
            "status": report.get("status"),
            "attempt": report.get("attempt"),
            "attestation": report.get("attestation"),
            "not_checkable": report["not_checkable"],
        }
    except (ValueError, KeyError, TypeError) as error:
        said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        return {"exit": done.returncode, "failure": f"no report: {error!r} {said}"}


def differences(expect: dict[str, Any], got: dict[str, Any]) -> Iterator[str]:
    for member, wanted in expect.items():
        have = got.get(member, "")
        if isinstance(wanted, list):
            wanted, have = sorted(wanted), sorted(have)  # noqa: PLW2901
        if wanted != have:
            yield f"{member}: expected {wanted!r}, got {have!r}"


def compare(verifier: list[str], folder: Path, *, bls: bool) -> list[str]:
    meta = json.loads((folder / "vector.json").read_text(encoding="utf-8"))
    expect = meta["expect"] if bls else meta.get("expect_without_bls", meta["expect"])
    if not meta.get("generated"):
        return list(differences(expect, answer(verifier, folder, meta["args"])))
    with tempfile.TemporaryDirectory() as made:
        name = f"{folder.parent.name}/{folder.name}"
        build = [sys.executable, str(HERE / "generate"), "--whole"]
        subprocess.run([*build, "--out", made, "--only", name], check=True)
        whole = Path(made) / name
        return list(differences(expect, answer(verifier, whole, meta["args"])))


def vectors() -> Iterator[str]:
    for family in FAMILIES:
        for path in sorted((HERE / family).glob("*/vector.json")):
            yield f"{family}/{path.parent.name}"


def wanted(name: str, only: list[str]) -> bool:
    return not only or name in only or name.partition("/")[0] in only


def run(verifier: list[str], only: list[str], *, bls: bool = True) -> dict[str, list[str]]:
    """Disagreements by vector; every vector has an item."""
    folders = {name: HERE / name for name in vectors() if wanted(name, only)}
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda folder: compare(verifier, folder, bls=bls), folders.values())
        return dict(zip(folders, found, strict=True))


def main() -> int:
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--without-bls", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    arguments, verifier = parser.parse_args(words[:cut]), words[cut + 1 :]
    if not verifier:
        parser.error("no verifier")
    found = run(verifier, arguments.only, bls=not arguments.without_bls)
    for name, lines in found.items():
        for line in lines:
            print(f"{name:40} {line}")
    wrong = sum(map(bool, found.values()))
    print(f"{len(found)} vectors, {wrong} disagreements")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
