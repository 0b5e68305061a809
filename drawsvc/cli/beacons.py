"""`beacon`: rounds of public randomness, from relays nobody has to trust, from a file, or typed (SPEC §8.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from drawseeds import QUICKNET, Chain

from drawsvc import config
from drawsvc.beacon_chains import beacons_of, keep_chain
from drawsvc.cli.after import after
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.files import MAX_NOTE_BYTES, MIB, read_file, write_file
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import at_home, changing, reading
from drawsvc.cli.settings import settings_of
from drawsvc.domain.beacons import Pin
from drawsvc.domain.errors import BeaconError, InputError, MissingError
from drawsvc.views.beacons import chains_view
from drawsvc.views.values import View, path_view

app = typer.Typer()
beacon = typer.Typer()
app.add_typer(beacon, name="beacon")

RelayUrls = Annotated[list[str] | None, typer.Option("--relay")]
MAX_ROUND = 2**53 - 1  # SPEC §3.1


@beacon.command("round")
def round_(
    ctx: typer.Context,
    draw: str,
    relay: RelayUrls = None,
    file: Annotated[Path | None, typer.Option()] = None,
    signature: Annotated[str, typer.Option()] = "",
    number: Annotated[int, typer.Option("--round", min=0, max=MAX_ROUND)] = 0,
) -> None:
    """Hand in the round that a draw waits for: from a relay, from a file, or its signature as typed."""
    settings = settings_of(ctx)
    words = settings.words
    if [bool(relay), bool(file), bool(signature)].count(True) > 1:
        raise InputError("round_what")
    data = read_file(file, MIB) if file else b""
    with changing(settings) as service:
        pinned = service.draw(draw).attempt.need_pinned()
        beacons = service.beacons()
        beacons.check_time(pinned, service.now())
        if data:
            found = _in_file(data, beacons.chains, pinned)
        elif not (found := signature):
            with waiting(settings, "progress.relays"):
                asked = config.relays(config.home_of(settings.home), relay or [])
                (found,) = fetched(beacons.chains[pinned.chain], [pinned.round], asked)
        entries = service.submit_round(draw, number or pinned.round, found)
        done = after(service, draw, entries, words)
    view: View = {**done.view, **pinned.to_body(), "signature": found}
    answer(settings, view, words("beacon.taken", round=pinned.round), *done.parts(words))


@beacon.command("fetch")
def fetch(
    ctx: typer.Context,
    rounds: Annotated[list[int], typer.Argument(min=1, max=MAX_ROUND)],
    out: Annotated[Path, typer.Option()],
    chain: Annotated[str, typer.Option()] = QUICKNET.hash,
    relay: RelayUrls = None,
) -> None:
    """Fetch rounds into a file, for an office without internet; needs no service."""
    settings = settings_of(ctx)
    home = config.home_of(settings.home)
    chains = beacons_of(home).chains
    if chain not in chains:
        raise BeaconError("rounds_chain", chain=chain)
    with waiting(settings, "progress.relays"):
        asked = config.relays(home, relay or [])
        data = _rounds_file(chains[chain], rounds, asked)
    write_file(out, data)
    view: View = {"chain": chain, "out": path_view(out), "rounds": sorted(set(rounds))}
    answer(settings, view, settings.words("beacon.fetched", out=out, count=len(set(rounds))))


@beacon.command("show")
def show(ctx: typer.Context) -> None:
    """Show the chains whose rounds are taken, and the relays that would be asked."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        beacons = service.beacons()
    relays = config.relays(config.home_of(settings.home), [])
    view: View = {"chains": chains_view(beacons), "relays": list(relays)}
    words = settings.words
    names = ("chain", "period", "genesis")
    rows = [(c.hash, c.period, c.genesis) for c in beacons.chains.values()]
    listed = Rows([words(f"beacon.{name}") for name in names], rows)
    asked = ", ".join(relays) if relays else words("beacon.no_relay")
    answer(settings, view, words("beacon.chains"), listed, words("beacon.relays", relays=asked))


@beacon.command("set-chain")
def set_chain(ctx: typer.Context, info: Path) -> None:
    """Set up another chain than quicknet, by its info as drand publishes it."""
    settings = settings_of(ctx)
    data = read_file(info, MAX_NOTE_BYTES)
    with at_home(settings) as app:
        chain = keep_chain(app.home, data)
    view: View = {"chain": chain.hash, "genesis": chain.genesis, "period": chain.period}
    answer(settings, view, settings.words("beacon.chain_set", **view))


def fetched(chain: Chain, numbers: Iterable[int], relays: Sequence[str]) -> list[str]:
    """Signatures of rounds, checked, from the relays named on the command line or set.

    Raises:
        RelayError: none of them gave one; `no_relay`.
        BeaconError: `relay_url`.
    """
    from drawsvc.beacon.relays import Relays  # noqa: PLC0415 - it loads an HTTP client, which takes a while

    asked = Relays(relays)
    return [asked.fetch(chain, number).signature for number in numbers]


def _rounds_file(chain: Chain, numbers: Sequence[int], relays: Sequence[str]) -> bytes:
    from drawsvc.beacon.rounds_file import rounds_bytes  # noqa: PLC0415 - as above
    from drawsvc.beacon.verify import Round  # noqa: PLC0415

    wanted = sorted(set(numbers))
    signatures = fetched(chain, wanted, relays)
    return rounds_bytes(
        Round(chain.hash, number, signature)
        for number, signature in zip(wanted, signatures, strict=True)
    )


def _in_file(data: bytes, chains: Mapping[str, Chain], pinned: Pin) -> str:
    """The signature of the pinned round, out of a file of rounds."""
    from drawsvc.beacon.rounds_file import parse_rounds  # noqa: PLC0415 - as above

    found = {(of.chain, of.number): of.signature for of in parse_rounds(data, chains)}
    if (pinned.chain, pinned.round) not in found:
        got = ", ".join(str(number) for _, number in sorted(found)) or "—"
        raise MissingError("round_not_in_file", expected=pinned.round, got=got)
    return found[pinned.chain, pinned.round]
