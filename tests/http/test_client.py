"""The client, against the real service and against a network that loses answers."""

import httpx
import pytest

from drawsvc.client import Client, ProblemError
from tests.http.conftest import APPROVAL, REQUEST, Callers, file_of, reply


class Lossy(httpx.HTTPTransport):
    """Delivers every call and loses the first answers."""

    def __init__(self, lost: int) -> None:
        super().__init__()
        self.lost = lost

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if self.lost:
            self.lost -= 1
            answer.close()
            raise httpx.ReadError("lost")
        return answer


def client_of(callers: Callers, role: str, lost: int = 0) -> Client:
    key = callers.keys.get(role, "")
    return Client(str(callers.client.base_url), key, language="en", transport=Lossy(lost))


def test_a_draw_by_its_clients(callers: Callers) -> None:
    with (
        client_of(callers, "organiser") as organiser,
        client_of(callers, "supervisor") as supervisor,
        client_of(callers, "pool_office") as office,
        client_of(callers, "approver") as approver,
        client_of(callers, "") as public,
    ):
        organiser.request(REQUEST)
        (freeze,) = organiser.freeze("d-1", source="witness").entries
        for witness in callers.witnesses:
            supervisor.join("d-1", file_of(witness.join(freeze["leaf"])))
        slip = organiser.seal("d-1").facts["slip"]
        signed = [witness.sign("seen", slip) for witness in callers.witnesses]
        signed += [witness.sign("reveal", slip, witness.value) for witness in callers.witnesses]
        assert supervisor.hand_in("d-1", list(map(file_of, signed))).facts["seeded"]
        organiser.post("/draws/d-1/advance")
        office.reply("d-1", [reply(row) for row in public.draw("d-1")["walk"]])
        (released,) = approver.release("d-1", APPROVAL, wait=True).entries
        assert released["proof"]
        assert [draw["phase"] for draw in public.draws("xin")] == ["released"]
        assert public.record("d-1") != public.record("d-1", slim=True)
        assert public.evidence("d-1").startswith(b"PK")


def test_a_lost_answer_makes_no_second_draw(callers: Callers) -> None:
    with client_of(callers, "organiser", lost=2) as organiser:
        organiser.request(REQUEST)
        assert len(list(organiser.draws())) == 1


def test_what_cannot_be_reached_is_said(callers: Callers) -> None:
    with client_of(callers, "organiser", lost=9) as organiser, pytest.raises(httpx.ReadError):
        organiser.request(REQUEST)


def test_problems_are_errors_with_code_facts_and_words(callers: Callers) -> None:
    with client_of(callers, "organiser") as organiser, pytest.raises(ProblemError) as caught:
        organiser.request(REQUEST | {"date": "2026-06-01"})
    assert (caught.value.code, caught.value.status) == ("date_past", 422)
    assert caught.value.facts["got"] == "2026-06-01"
    assert caught.value.said
    assert all(caught.value.said)
