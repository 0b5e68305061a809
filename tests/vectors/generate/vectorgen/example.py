"""SPEC §16: a complete small draw with every intermediate value."""

from pathlib import Path

BEGIN, END = "<!-- worked-example:begin -->\n", "<!-- worked-example:end -->\n"


def write_example(spec: Path) -> None:
    head, _, rest = spec.read_text(encoding="utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    text = head + BEGIN + example() + END + tail
    spec.write_text(text, encoding="utf-8", newline="\n")


def example() -> str:
    return "(generated)\n"
