"""SPEC §16: a complete small draw with every intermediate value."""

from collections.abc import Iterator
from pathlib import Path

from vectorgen.encoding import Obj, canonical, digest
from vectorgen.ending import Ending
from vectorgen.files import record_object, slip_text
from vectorgen.keys import ED25519, Key, vkey
from vectorgen.order import WORDS, block
from vectorgen.people import row_leaf
from vectorgen.stages.digests import check_code
from vectorgen.tree import root

BEGIN, END = "<!-- worked-example:begin -->\n", "<!-- worked-example:end -->\n"
WITNESSES = ("supervisor", "auditor")


def write_example(spec: Path) -> None:
    head, begin, rest = spec.read_text(encoding="utf-8").partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{spec} has no markers of the worked example")
    text = head + begin + example() + end + tail
    spec.write_text(text, encoding="utf-8", newline="\n")


def worked_example() -> Ending:
    return Ending(witnesses=WITNESSES, alone=True).to_seeded().play({"0.0": "decline"})


def example() -> str:
    draw = worked_example()
    parts = (
        ("Keys", "Ed25519 seeds and public keys.", keys()),
        (
            "Candidates",
            "Five eligible, one excluded, with the salts that open their digests.",
            people(draw),
        ),
        ("Rows", "In list order, each with its leaf hash; then the roots.", rows(draw)),
        ("Commitments", 'H("commit", freeze leaf, key, value).', commitments(draw)),
        (
            "Statements",
            'The signed message is H("statement", leaf, kind, value).',
            statements(draw),
        ),
        ("Seed and order", "The words of the group's stream and what they do.", seed(draw)),
        ("Walk", "The first in order declines; the third replaces him.", walk(draw)),
        ("Entries", "Canonical JSON and leaf hash; the log holds nothing else.", entries(draw)),
        ("Log", "Tree of all entries, checkpoint, slip and check code.", log(draw)),
    )
    intro = (
        "Two seats, five eligible candidates and one excluded, two witnesses; one declines and is\n"
        "replaced. Made by `tests/vectors/generate`, which shares no code with the service or the\n"
        "verifier; the record is the test vector `good_worked_example`.\n"
    )
    return intro + "".join(section(n, *part) for n, part in enumerate(parts, 1))


def section(number: int, title: str, text: str, lines: Iterator[str]) -> str:
    body = "\n".join(lines)
    return f"\n### 16.{number} {title}\n\n{text}\n\n```\n{body}\n```\n"


def keys() -> Iterator[str]:
    for name in (*WITNESSES, "log"):
        key = Key(name)
        yield f"{name:10} seed   {key.seed.hex()}"
        yield f"{name:10} public {key.hex}"
    yield f"log key    {vkey('draw.example.org/log1', ED25519, Key('log').public)}"


def people(draw: Ending) -> Iterator[str]:
    group, salt = draw.plan.groups[0], draw.people.salt
    for number in (*group.eligible, *group.excluded):
        row = draw.people.eligible_row(number)
        yield f"expert {number}  {canonical(draw.roster.experts[number]).decode()}"
        yield f"  person  salt {salt('person', number)}"
        yield f"          H    {row['person']}"
        yield f'  public  "{draw.people.published(number)}"'
        yield f"          salt {salt('public', number)}"
        yield f"          H    {row['public']}"
    for number, reason in group.excluded.items():
        evidence = draw.people.evidence(number, reason)
        yield f"  basis   {canonical(evidence).decode()}"
        yield f"          salt {salt('basis', number)}"
        yield f"          H    {draw.people.excluded_row(number, reason)['basis']}"


def rows(draw: Ending) -> Iterator[str]:
    for kind in ("eligible", "excluded"):
        leaves = []
        for index, row in enumerate(draw.lists[0][kind]):
            leaves.append(row_leaf(row))
            yield f"{kind} {index}  {canonical(row).decode()}"
            yield f"            leaf {leaves[-1].hex()}"
        yield f"{kind} root {root(leaves).hex()}"


def commitments(draw: Ending) -> Iterator[str]:
    freeze = draw.leaf("FREEZE")
    yield f"freeze leaf {freeze}"
    for name in WITNESSES:
        arguments = ["drawsvc/v1 commit", freeze, Key(name).hex, draw.value(name)]
        yield f"{name:10} value      {draw.value(name)}"
        yield f"{name:10} hashed     {canonical(arguments).decode()}"
        yield f"{name:10} commitment {digest('commit', *arguments[1:])}"


def all_statements(draw: Ending) -> Iterator[tuple[str, Obj]]:
    for logged in draw.entries:
        body = logged.entry["body"]
        found = [body["statement"]] if "statement" in body else body.get("statements", [])
        found = found + body.get("attestation", {}).get("statements", [])
        for statement in found:
            yield f"{logged.entry['seq']} {logged.entry['type']}", statement


def statements(draw: Ending) -> Iterator[str]:
    for where, statement in all_statements(draw):
        arguments = [statement["leaf"], statement["kind"], statement["value"]]
        yield f"{where:10} {statement['kind']:7} value     {canonical(statement['value']).decode()}"
        yield f"{'':18} leaf      {statement['leaf']}"
        yield f"{'':18} message   {digest('statement', *arguments)}"
        yield f"{'':18} signature {statement['signature']}"


def seed(draw: Ending) -> Iterator[str]:
    seal, values = draw.leaf("SEAL"), draw.latest("SEEDED").entry["body"]["values"]
    group = bytes.fromhex(digest("group", draw.seed, 0))
    yield f"nonce      {draw.nonce}"
    yield f"seal leaf  {seal}"
    yield f"values     {canonical(values).decode()}"
    yield f"seed       {draw.seed}"
    yield f"group seed {group.hex()}"
    yield f"block 0    {block(group, 0).hex()}"
    words = [int.from_bytes(block(group, 0)[n : n + 4], "big") for n in range(0, 32, 4)]
    yield f"words      {' '.join(map(str, words))}"
    yield from shuffle(words, len(draw.lists[0]["eligible"]))
    yield f"order      {' '.join(map(str, draw.walk.groups[0].order))}"


def shuffle(words: list[int], size: int) -> Iterator[str]:
    """Enough as long as no word is rejected and one block does."""
    places = list(range(size))
    for i in range(size):
        below, value = size - i, 0
        if below > 1:
            word = words.pop(0)
            if word >= WORDS // below * below:
                raise ValueError("choose an example without rejected words")
            value = word % below
        j = i + value
        yield f"i = {i}      uniform({below}) = {value}, j = {j}, row {places[j]}"
        places[i], places[j] = places[j], places[i]


def walk(draw: Ending) -> Iterator[str]:
    for logged in draw.entries:
        kind, body, time = (logged.entry[n] for n in ("type", "body", "time"))
        if kind == "INVITED":
            rows = body["invitations"][0]["rows"]
            yield f"{time} INVITED   round {body['round']}, rows {rows}, deadline {body['deadline']}"
        elif kind == "REPLIED":
            yield f"{time} REPLIED   row {body['row']}: {body['answer']}"
        elif kind == "CLOSED":
            yield f"{time} CLOSED    round {body['round']}"
        elif kind == "COMPLETED":
            yield f"{time} COMPLETED accepted {body['accepted']}"


def entries(draw: Ending) -> Iterator[str]:
    for index, logged in enumerate(draw.log.entries):
        yield f"entry {index} {logged.entry['type']}"
        yield logged.data.decode()
        yield f"leaf {logged.leaf.hex()}"


def log(draw: Ending) -> Iterator[str]:
    yield f"root {root(draw.log.leaves).hex()}"
    yield ""
    yield record_object(draw)["checkpoint"]
    yield f"slip       {slip_text(draw)}"
    yield f"check code {check_code(draw.leaf('SEAL'))}"
