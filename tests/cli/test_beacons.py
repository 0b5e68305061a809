"""Draws by a beacon: rounds from relays that are honest or not, from files, as typed; by commands alone."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from drawseeds import QUICKNET

from drawsvc.domain.times import parse_time
from drawsvc.log.keys import COSIGNATURE, NamedKey, SigningKey
from drawsvc.log.note import Note, cosign_line, parse_note
from drawsvc.words import LANGUAGES
from tests import beacon_server as server
from tests.beacon_chain import OwnChain
from tests.beacon_server import Relay, serving
from tests.cli.office import Office, roster_csv

UNUSABLE, NOT_NOW = 2, 3
OWN = OwnChain()


@pytest.fixture
def pool(office: Office) -> Office:
    """A pool that draws by a beacon, whose chain is our own."""
    info = office.write("info.json", json.dumps(OWN.info()))
    assert office.run("beacon", "set-chain", info)["chain"] == OWN.hash
    text = Path(__file__).parents[2] / "drawsvc/regulations/xinxian_2021.toml"
    own = text.read_text("utf-8").replace('["dice", "witness"]', '["beacon", "witness"]')
    assert "beacon" in own
    office.write("own.toml", own.replace('["fixed"]', '["fixed", "fresh"]'))
    office.run("pool", "create", "xin", "--profile", "own.toml")
    file = office.write("r.csv", roster_csv("X2", range(1, 10)))
    office.run("roster", "import", file, *office.import_options())
    return office


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    with serving(OWN, server.honest) as honest:
        monkeypatch.setenv("DRAWSVC_RELAYS", honest.url)
        yield honest


def sealed(pool: Office) -> dict[str, Any]:
    """A sealed draw that all have seen; the round it waits for."""
    slip = pool.sealed(source="beacon")
    seen = [witness.sign("seen", slip) for witness in pool.witnesses]
    told = pool.hand_in("statement", *seen)
    assert not told["seeded"]
    (waits,) = told["waits_for"]
    return dict(waits)


# From the seal to the panel


def test_round_from_a_relay_makes_the_seed(pool: Office, relay: Relay) -> None:
    waits = sealed(pool)
    assert parse_time(waits["time"]) >= parse_time(pool.MORNING) + timedelta(minutes=15)
    assert pool.refuse("beacon", "round", "d-1", code=UNUSABLE)["code"] == "round_not_yet"
    assert relay.asked == []
    told = pool.run("beacon", "round", "d-1", at=waits["time"])
    assert [entry["type"] for entry in told["entries"]] == ["SEEDED"]
    assert told["signature"] == OWN.sign(waits["round"])
    assert relay.asked == [f"/{OWN.hash}/public/{waits['round']}"]
    pool.run("advance", "d-1", at=waits["time"])
    pool.accept_all(at=waits["time"])
    pool.trust(beacon=Path("info.json"))
    slip = pool.run("slip", "d-1")["slip"]
    report = pool.verified("--slip", slip)
    assert (report["verdict"], report["grade"]) == ("verified", "A")
    error = pool.refuse("beacon", "round", "d-1", code=NOT_NOW, at=waits["time"])
    assert error["code"] == "no_round_pinned"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_looks_is_told_which_round_and_when(pool: Office, lang: str) -> None:
    slip = pool.sealed(source="beacon")
    (waits,) = pool.run("show", "d-1")["waits_for"]
    said = pool.say("show", "d-1", lang=lang)
    assert "drawsvc witness seen" in said
    for shown in ("drawsvc beacon round d-1", str(waits["round"]), "2026-06-10 09:15:"):
        assert shown in said
    pool.hand_in("statement", pool.witnesses[0].sign("seen", slip))
    said = pool.say("show", "d-1", lang=lang)
    assert "drawsvc statement d-1" in said
    assert "drawsvc beacon round d-1" in said
    pool.hand_in("statement", pool.witnesses[1].sign("seen", slip))
    said = pool.say("show", "d-1", lang=lang)
    assert "drawsvc statement d-1" not in said
    assert "drawsvc beacon round d-1" in said


def test_round_as_typed_and_before_the_last_statement(pool: Office) -> None:
    slip = pool.sealed(source="beacon")
    (waits,) = pool.run("show", "d-1")["waits_for"]
    number, at = waits["round"], waits["time"]
    typed = ("beacon", "round", "d-1", "--signature")
    for signature, words, code in (
        (OWN.sign(number), ("--round", number + 1), "other_round"),
        (OWN.sign(number + 1), (), "beacon_signature"),
        ("nonsense", (), "beacon_signature"),
        (OwnChain(secret=8).sign(number), (), "beacon_signature"),
        (OWN.sign(number), ("--file", "r.csv"), "round_what"),
    ):
        error = pool.refuse(*typed, signature, *words, code=UNUSABLE, at=at)
        assert error["code"] == code
    told = pool.run(*typed, OWN.sign(number), "--round", number, at=at)
    assert (told["entries"], told["phase"]) == ([], "sealed")
    assert pool.run("show", "d-1")["waits_for"] == []
    assert "drawsvc beacon" not in pool.say("show", "d-1")
    seen = [witness.sign("seen", slip) for witness in pool.witnesses]
    assert pool.hand_in("statement", *seen, at=at)["seeded"]


def test_round_from_a_file_for_an_office_without_internet(pool: Office, relay: Relay) -> None:
    waits = sealed(pool)
    number, at = waits["round"], waits["time"]
    fetch = ("beacon", "fetch", "--chain", OWN.hash, "--out")
    pool.run(*fetch, "other", number + 1)
    words = ("beacon", "round", "d-1", "--file")
    error = pool.refuse(*words, "other", code=NOT_NOW, at=at)
    assert error["code"] == "round_not_in_file"
    assert str(number) in error["do"]
    assert pool.run(*fetch, "rounds", number, 7, number)["rounds"] == [7, number]
    data = Path("rounds").read_bytes()
    pool.write("spoilt", data.replace(b'"round":7', b'"round":8'))
    assert pool.refuse(*words, "spoilt", code=UNUSABLE, at=at)["code"] == "beacon_signature"
    pool.write("spoilt", data + b"\n")
    assert pool.refuse(*words, "spoilt", code=UNUSABLE, at=at)["code"] == "rounds_not_canonical"
    asked = len(relay.asked)
    assert pool.run(*words, "rounds", at=at)["phase"] == "seeded"
    assert len(relay.asked) == asked


def test_fresh_replacement_waits_for_its_round(pool: Office, relay: Relay) -> None:
    pool.run(*pool.request_words())
    freeze = pool.run("freeze", "d-1", "--source", "witness", "--replacement", "fresh")
    assert freeze["replacement"] == "fresh"
    for witness in pool.witnesses:
        pool.hand_in("join", witness.join(freeze["freeze"]))
    slip = pool.run("seal", "d-1")["slip"]
    pool.hand_in("statement", *pool.openings(slip))
    pool.run("advance", "d-1")
    lines = ("1,1,accept,", "1,2,accept,", "1,3,decline,illness")
    closed = pool.run("reply", "d-1", "--file", pool.replies(*lines))
    assert closed["phase"] == "closed"
    said = pool.say("advance", "d-1")
    assert "drawsvc beacon round d-1" in said
    (waits,) = pool.run("show", "d-1")["waits_for"]
    told = pool.run("beacon", "round", "d-1", "--relay", relay.url, at=waits["time"])
    assert [entry["type"] for entry in told["entries"]] == ["INVITED"]
    assert pool.accept_all(at=waits["time"])["phase"] == "completed"
    pool.trust(beacon=Path("info.json"))
    assert pool.verified()["verdict"] == "verified"


# Relays that lie


@pytest.mark.parametrize(
    ("answering", "code"),
    [
        (server.html, "relay_answer"),
        (server.other_round, "relay_other_round"),
        (server.other_chain, "relay_signature"),
        (server.malleated, "relay_signature"),
        (server.ended_at(1), "relay_without_round"),
    ],
)
def test_relay_that_lies_is_named_and_changes_nothing(
    pool: Office, answering: server.Answering, code: str
) -> None:
    waits = sealed(pool)
    with serving(OWN, answering) as lying, serving(OWN, server.html) as other:
        words = ("beacon", "round", "d-1", "--relay", lying.url, "--relay", other.url)
        error = pool.refuse(*words, code=NOT_NOW, at=waits["time"])
        said = pool.say(*words, lang="zh", at=waits["time"])
    assert error["code"] == "relays_failed"
    failures = error["facts"]["failures"]
    assert [failure["code"] for failure in failures] == [code, "relay_answer"]
    assert f"  - 中继 {lying.url}" in said
    with serving(OWN, server.honest) as honest:
        words = ("beacon", "round", "d-1", "--relay", lying.url, "--relay", honest.url)
        assert pool.run(*words, at=waits["time"])["phase"] == "seeded"


def test_relays_that_are_none(pool: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DRAWSVC_RELAYS", raising=False)
    waits = sealed(pool)
    words = ("beacon", "round", "d-1")
    error = pool.refuse(*words, code=NOT_NOW, at=waits["time"])
    assert error["code"] == "no_relay"
    assert "DRAWSVC_RELAYS" in error["do"]
    monkeypatch.setenv("DRAWSVC_RELAYS", "http://a.example, ftp://b.example")
    error = pool.run(*words, code=UNUSABLE, at=waits["time"])["error"]
    assert error["code"] == "settings_faulty"
    assert [fault["name"] for fault in error["facts"]["failures"]] == ["DRAWSVC_RELAYS"]
    monkeypatch.setenv("DRAWSVC_RELAYS", "http://a.example, https://b.example")
    assert pool.run("beacon", "show")["relays"] == ["http://a.example", "https://b.example"]
    assert pool.run("show", "d-1")["phase"] == "sealed"


# Chains


def test_quicknet_is_pinned_unless_another_chain_was_set_up(office: Office) -> None:
    assert [of["chain"] for of in office.run("beacon", "show")["chains"]] == [QUICKNET.hash]
    info = office.write("info.json", json.dumps(OWN.info()))
    office.run("beacon", "set-chain", info)
    office.run("beacon", "set-chain", info)
    shown = [of["chain"] for of in office.run("beacon", "show")["chains"]]
    assert shown == [OWN.hash, QUICKNET.hash]
    other = office.write("other.json", json.dumps(OwnChain(secret=8).info()))
    assert office.refuse("beacon", "set-chain", other, code=NOT_NOW)["code"] == "chain_set"
    words = ("beacon", "fetch", 7, "--out", "rounds", "--chain", "ab" * 32)
    assert office.refuse(*words, code=UNUSABLE)["code"] == "rounds_chain"


def test_chain_that_is_none(office: Office) -> None:
    info = OWN.info()
    for changed, code in (
        ("{}", "chain_info"),
        (json.dumps(info | {"period": 29}), "chain_hash"),
        (json.dumps(info | {"public_key": "ab"}), "beacon_key"),
        (json.dumps(info | {"schemeID": "pedersen-bls-chained"}), "beacon_scheme"),
    ):
        file = office.write("info.json", changed)
        assert office.refuse("beacon", "set-chain", file, code=UNUSABLE)["code"] == code
    assert not Path("drawsvc-home/beacon-chain.json").exists()


def test_trust_file_lists_a_chain_once(office: Office) -> None:
    info = office.write("info.json", json.dumps(OWN.info()))
    office.run("trust", "new", "--dir", "body", "--issuer", "监督机关")
    words = ("trust", "add-beacon", info, "--dir", "body")
    office.run(*words)
    draft = json.loads(Path("body/draft.json").read_bytes())
    assert draft["beacons"] == [OWN.trusted()]
    office.run("trust", "sign", "--dir", "body", "--out", "trust.json")
    assert OWN.hash in office.say("trust", "show", "trust.json", "--full")
    assert office.refuse(*words, code=UNUSABLE)["code"] == "trust_beacon_twice"


def test_chain_comes_back_with_a_backup(pool: Office) -> None:
    sealed(pool)
    pool.run("record", "d-1", "--out", "record")
    pool.run("backup", "backup.zip")
    pool.run("restore", "backup.zip", "--published", "record", "--home", "restored")
    chains = pool.run("beacon", "show", "--home", "restored")["chains"]
    assert chains[0]["chain"] == OWN.hash
    Path("restored/data.key").write_bytes(Path("drawsvc-home/data.key").read_bytes())
    assert pool.run("show", "d-1", "--home", "restored")["waits_for"]


# When it was sealed, and the service's own part


def test_cosigned_checkpoint_goes_into_the_record(pool: Office) -> None:
    cosigner = NamedKey("cosigner.example", SigningKey(b"cosigner".ljust(32)))
    before = pool.run("log", "show")["checkpoint"]
    pool.sealed(source="beacon")
    note = parse_note(pool.run("log", "show")["checkpoint"].encode())
    seconds = int(parse_time(pool.MORNING).timestamp())
    line = cosign_line(note.text, cosigner, seconds=seconds)
    file = pool.write("note", Note(note.text, (*note.lines, line)).to_bytes())
    early = pool.write("early", before)
    for words, code in (
        ((early,), "evidence_without_seal"),
        (("r.csv",), "evidence_note"),
        ((file, "--cosigner", "nobody"), "cosigner_vkey"),
    ):
        assert pool.refuse("evidence", "d-1", *words, code=UNUSABLE)["code"] == code
    vkey = cosigner.verifier(COSIGNATURE).to_text()
    kept = pool.run("evidence", "d-1", file, "--cosigner", vkey)
    assert kept["size"] > 0
    pool.run("record", "d-1", "--out", "record")
    (evidence,) = json.loads(Path("record").read_bytes())["seal_evidence"]
    assert evidence["checkpoint"].encode() == file.read_bytes()


def test_service_joins_and_reveals_beside_the_witnesses(office: Office) -> None:
    office.pool()
    freeze = office.frozen()
    for words in ((), ("statement-0", "--operator")):
        assert office.refuse("join", "d-1", *words, code=UNUSABLE)["code"] == "join_what"
    joined = office.run("join", "d-1", "--operator")
    assert [of["role"] for of in joined["joins"]] == ["operator"]
    error = office.refuse("join", "d-1", "--operator", code=NOT_NOW)
    assert error["code"] == "key_joined_already"
    for witness in office.witnesses:
        office.hand_in("join", witness.join(freeze))
    slip = office.run("seal", "d-1")["slip"]
    assert office.refuse("statement", "d-1", code=UNUSABLE)["code"] == "statement_what"
    told = office.run("statement", "d-1", "--operator")
    assert (told["seeded"], told["taken"]) == (False, 2)
    assert office.hand_in("statement", *office.openings(slip))["seeded"]
    office.run("advance", "d-1")
    office.accept_all()
    report = office.verified()
    assert (report["verdict"], report["grade"]) == ("verified", "B")
