"""Each check of a record fails once; the witness signs nothing and notes nothing."""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from drawsvc.domain.beacons import SEAL_LEAD
from drawsvc.domain.candidates import Row
from drawsvc.domain.errors import (
    DrawError,
    DuplicateError,
    EntryError,
    InputError,
    MissingError,
    PhaseError,
    RecordError,
    StatementError,
)
from drawsvc.log.keys import NamedKey, SigningKey
from drawsvc.witness import record_form
from drawsvc.witness.desk import Desk
from drawsvc.witness.join import join
from drawsvc.witness.seen import seen
from tests.unit.witness.conftest import OpenDesk
from tests.unit.witness.scene import BEACONS, ORIGIN, ZEROS, Scene, digest, ordered, refused, row

Edit = Callable[[Any], None]


def entry(record: Any, kind: str) -> Any:
    return next(item for item in record["entries"] if item["entry"]["type"] == kind)


def another_version(record: Any) -> None:
    record["v"] = "drawsvc/v2 record"


def another_member(record: Any) -> None:
    record["note"] = ""


def negative_index(record: Any) -> None:
    record["entries"][0]["index"] = -1


def proof_not_base64(record: Any) -> None:
    record["entries"][0]["proof"][0] += "="


def entries_no_array(record: Any) -> None:
    record["entries"] = {}


def entry_no_object(record: Any) -> None:
    record["entries"][0] = []


def row_no_object(record: Any) -> None:
    record["groups"][0]["eligible"][0] = ""


def origin_no_string(record: Any) -> None:
    record["origin"] = 1


def unknown_type(record: Any) -> None:
    entry(record, "FREEZE")["entry"]["type"] = "THAW"


def edited_entry(record: Any) -> None:
    entry(record, "REQUEST")["entry"]["body"]["organiser"] = "另一局"


def another_index(record: Any) -> None:
    entry(record, "FREEZE")["index"] -= 1


def edited_checkpoint(record: Any) -> None:
    record["checkpoint"] = record["checkpoint"].replace("\n6\n", "\n7\n")


def another_origin(record: Any) -> None:
    record["origin"] = "other.example.org/log"


def another_draw(record: Any) -> None:
    record["draw"] = "d-2"


def request_left_out(record: Any) -> None:
    record["entries"].remove(entry(record, "REQUEST"))


def pool_entry_last(record: Any) -> None:
    record["entries"].append(record["entries"].pop(0))


def calendar_left_out(record: Any) -> None:
    record["entries"].remove(entry(record, "CALENDAR"))


def row_left_out(record: Any) -> None:
    del record["groups"][0]["eligible"][0]


def row_exchanged(record: Any) -> None:
    record["groups"][0]["eligible"][0] = row(77).to_object()


def lists_left_out(record: Any) -> None:
    record["groups"] = []


@pytest.mark.parametrize(
    ("edit", "error", "code"),
    [
        (another_version, RecordError, "record_shape"),
        (another_member, RecordError, "record_shape"),
        (negative_index, RecordError, "record_shape"),
        (proof_not_base64, RecordError, "record_shape"),
        (entries_no_array, RecordError, "record_shape"),
        (entry_no_object, RecordError, "record_shape"),
        (row_no_object, RecordError, "record_shape"),
        (origin_no_string, RecordError, "record_shape"),
        (unknown_type, EntryError, "entry_type_unknown"),
        (edited_entry, RecordError, "record_not_in_log"),
        (another_index, RecordError, "record_not_in_log"),
        (edited_checkpoint, RecordError, "record_checkpoint"),
        (another_origin, RecordError, "record_origin"),
        (another_draw, RecordError, "record_other_draw"),
        (pool_entry_last, RecordError, "record_other_draw"),
        (request_left_out, RecordError, "record_chain_broken"),
        (calendar_left_out, RecordError, "freeze_cites_missing"),
        (row_left_out, RecordError, "freeze_list"),
        (row_exchanged, RecordError, "freeze_list"),
        (lists_left_out, RecordError, "freeze_groups"),
    ],
)
def test_tampered_record(desk: Desk, edit: Edit, error: type[DrawError], code: str) -> None:
    scene = Scene().requested().frozen()
    with refused(error, code):
        join(desk, scene.record(edit))
    assert desk.state.draws == []
    join(desk, scene.record())


def test_bytes_that_are_no_record(desk: Desk) -> None:
    with refused(RecordError, "record_not_canonical"):
        join(desk, b"PK\x03\x04")


def test_record_that_is_too_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    data = Scene().requested().frozen().record()
    monkeypatch.setattr(record_form, "MAX_BYTES", len(data) - 1)
    with refused(RecordError, "record_too_large"):
        join(desk, data)


def test_record_signed_by_another_log_key(desk: Desk) -> None:
    other = NamedKey(ORIGIN, SigningKey(bytes(32)))
    with refused(RecordError, "record_checkpoint"):
        join(desk, Scene().requested().frozen().record(key=other))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"request": ZEROS}, "freeze_cites_other"),
        ({"roster": ZEROS}, "freeze_cites_missing"),
        ({"mode": "serial"}, "freeze_profile"),
        ({"source": "dice"}, "freeze_profile"),
        ({"roles": []}, "freeze_profile"),
    ],
)
def test_freeze_that_does_not_fit(desk: Desk, changed: dict[str, Any], code: str) -> None:
    with refused(RecordError, code):
        join(desk, Scene().requested().frozen(**changed).record())


def test_counts_of_reasons_that_do_not_fit(desk: Desk) -> None:
    scene = Scene().requested()
    scene.excluded = ordered([row(9, "recused"), row(8, "bye")])
    with refused(RecordError, "freeze_list"):
        join(desk, scene.frozen().record())


def test_list_in_an_order_that_was_chosen(desk: Desk) -> None:
    scene = Scene().requested()
    scene.eligible.reverse()
    with refused(RecordError, "freeze_list_order"):
        join(desk, scene.frozen().record())


def test_person_twice_in_a_list(desk: Desk) -> None:
    scene = Scene().requested()
    one = scene.eligible[0]
    scene.eligible = ordered([*scene.eligible, Row(one.person, digest("other face"), "", "")])
    with refused(RecordError, "freeze_person_twice"):
        join(desk, scene.frozen().record())


def test_joining_too_early_and_too_late(desk: Desk) -> None:
    scene = Scene().requested()
    with refused(PhaseError, "record_too_early"):
        join(desk, scene.record())
    with refused(PhaseError, "record_too_late"):
        join(desk, scene.frozen().sealed().record())


def test_witness_is_not_the_operator(desk: Desk) -> None:
    with refused(InputError, "role_operator"):
        join(desk, Scene().requested().frozen().record(), role="operator")


def test_joining_under_a_second_role(desk: Desk) -> None:
    data = Scene().requested().frozen().record()
    join(desk, data)
    with refused(DuplicateError, "role_differs"):
        join(desk, data, role="auditor")


def test_lost_notes_do_not_join_again(open_witness: OpenDesk) -> None:
    desk = open_witness()
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement)
    desk.state = type(desk.state)(desk.state.key, desk.state.log_key, desk.state.role)
    with refused(DuplicateError, "joined_without_notes"):
        join(desk, scene.record())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"freeze": ZEROS}, "seal_other_freeze"),
        ({"joins": []}, "seal_other_joins"),
        (
            {"log_key": NamedKey(ORIGIN, SigningKey(bytes(32))).verifier(1).to_text()},
            "seal_other_log",
        ),
        ({"first_invite_at": "2026-03-02T00:00:00Z"}, "seal_invites_before"),
        ({"source": {"kind": "dice", "throws": 20}}, "seal_other_source"),
    ],
)
def test_seal_that_does_not_fit(desk: Desk, changed: dict[str, Any], code: str) -> None:
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement).sealed(**changed)
    with refused(RecordError, code):
        seen(desk, scene.record())
    assert not desk.state.draws[0].seals


def test_seal_without_a_required_role(open_witness: OpenDesk) -> None:
    desk = open_witness(role="auditor")
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement).sealed()
    with refused(RecordError, "seal_without_role"):
        seen(desk, scene.record())


def test_seal_without_own_join(open_witness: OpenDesk) -> None:
    desk, other = open_witness("one"), open_witness("two")
    scene = Scene().requested().frozen()
    join(desk, scene.record())
    scene.joined(join(other, scene.record()).statement).sealed()
    with refused(MissingError, "own_join_missing"):
        seen(desk, scene.record())


def test_seal_with_another_statement_under_own_key(desk: Desk) -> None:
    scene = Scene().requested().frozen()
    join(desk, scene.record())
    value = {"commitment": digest("not his"), "role": "supervisor"}
    forged = desk.sign(desk.state.draws[0], "join", scene.leaf("FREEZE"), value)
    with refused(RecordError, "own_join_differs"):
        seen(desk, scene.joined(forged).sealed().record())


def test_join_with_a_wrong_signature(open_witness: OpenDesk) -> None:
    desk, other = open_witness("one"), open_witness("two")
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement)
    stated = join(other, scene.record()).statement
    forged = type(stated)(stated.key, "join", stated.leaf, stated.value, "0" * 128)
    with refused(StatementError, "statement_signature"):
        seen(desk, scene.joined(forged).sealed().record())


def test_seeing_without_having_joined(desk: Desk) -> None:
    with refused(MissingError, "not_joined"):
        seen(desk, Scene().requested().frozen().sealed().record())


def test_log_with_another_past(desk: Desk) -> None:
    scene = Scene().requested().frozen()
    scene.joined(join(desk, scene.record()).statement).sealed()
    scene.leaves.insert(0, bytes(32))
    with refused(RecordError, "log_forked"):
        seen(desk, scene.record())


def test_seal_whose_round_comes_too_soon(desk: Desk) -> None:
    scene = Scene(source="beacon").requested().frozen()
    scene.joined(join(desk, scene.record()).statement)
    pin = BEACONS.pin(scene.now + timedelta(minutes=1) + SEAL_LEAD)
    source = {"kind": "beacon", "chain": pin.chain}
    early = copy.deepcopy(scene).sealed(source=source | {"round": pin.round - 1})
    with refused(RecordError, "seal_round_too_soon"):
        seen(desk, early.record())
    assert seen(desk, scene.sealed().record()).source == source | {"round": pin.round}


def test_round_of_another_chain_is_for_the_trust_file(desk: Desk) -> None:
    scene = Scene(source="beacon").requested().frozen()
    scene.joined(join(desk, scene.record()).statement)
    source = {"kind": "beacon", "chain": digest("own"), "round": 1}
    assert seen(desk, scene.sealed(source=source).record()).source == source
