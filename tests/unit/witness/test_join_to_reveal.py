"""Two witnesses take a draw from the freeze to the seed, by files."""

import pytest
from drawseeds import check_code, commit

from drawsvc.domain.errors import DuplicateError, MissingError
from drawsvc.witness.desk import Desk
from drawsvc.witness.join import join
from drawsvc.witness.known import need_sealed
from drawsvc.witness.notes import Notes
from drawsvc.witness.reveal import reveal
from drawsvc.witness.seen import seen
from tests.unit.witness.conftest import OpenDesk
from tests.unit.witness.scene import Scene, refused


@pytest.fixture
def scene() -> Scene:
    return Scene().requested().frozen()


def test_two_witnesses_make_the_seed(open_witness: OpenDesk, scene: Scene) -> None:
    one, two = open_witness("one"), open_witness("two", role="auditor")
    scene.joined(join(one, scene.record()).statement)
    scene.joined(join(two, scene.record()).statement)
    data = scene.sealed().record()
    replies = [seen(one, data), seen(two, data)]
    assert {reply.slip for reply in replies} == {scene.leaf("SEAL")}
    assert replies[0].code == check_code(scene.leaf("SEAL"))
    assert sorted(replies[0].roles) == ["auditor", "supervisor"]
    reveals = [
        reveal(one, need_sealed(one.state, "d-1")),
        reveal(two, need_sealed(two.state, "d-1")),
    ]
    scene.seeded(*(reply.statement for reply in replies), *reveals)


def test_what_is_shown_before_joining(desk: Desk, scene: Scene) -> None:
    shown = join(desk, scene.record()).freeze
    assert shown["groups"] == [
        {"eligible": 4, "excluded": {"recused": 1}, "seats": 2, "specialty": "1.1"}
    ]
    assert (shown["organiser"], shown["source"]) == ("示例局", "witness")


def test_joining_again_is_the_same_statement(desk: Desk, scene: Scene) -> None:
    first = join(desk, scene.record())
    scene.joined(first.statement)
    assert join(desk, scene.record()) == first
    assert len(desk.state.draws) == 1


def test_reveal_before_seen_is_refused(desk: Desk, scene: Scene) -> None:
    scene.joined(join(desk, scene.record()).statement).sealed()
    with refused(MissingError, "not_seen"):
        reveal(desk, need_sealed(desk.state, "d-1"))


def test_reveal_of_another_draw_is_refused(desk: Desk) -> None:
    with refused(MissingError, "not_joined"):
        reveal(desk, need_sealed(desk.state, "d-2"))


def test_revealed_value_opens_the_commitment(desk: Desk, scene: Scene) -> None:
    stated = join(desk, scene.record()).statement
    seen(desk, scene.joined(stated).sealed().record())
    value = reveal(desk, need_sealed(desk.state, "d-1")).value
    assert commit(scene.leaf("FREEZE"), desk.state.key, value) == stated.value["commitment"]


def test_copied_commitment_has_no_use(open_witness: OpenDesk, scene: Scene) -> None:
    one, two = open_witness("one"), open_witness("two")
    stated = join(one, scene.record()).statement
    copied = two.sign(_notes(two, scene), "join", scene.leaf("FREEZE"), stated.value)
    data = scene.joined(stated, copied).sealed().record()
    with refused(DuplicateError, "commitment_copied"):
        seen(one, data)
    # Nor can the copier open it with the value, once that is known.
    value = one.value_of(one.state.draws[0])
    assert commit(scene.leaf("FREEZE"), two.state.key, value) != stated.value["commitment"]


def _notes(desk: Desk, scene: Scene) -> Notes:
    join(desk, scene.record())
    return desk.state.draws[0]
