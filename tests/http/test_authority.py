"""The authorisation matrix: every operation is called by every role, with keys of every kind."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from drawsvc.domain.times import parse_time
from drawsvc.http.api import operations
from drawsvc.http.authority import MAY
from drawsvc.usecases.access import PUBLIC, ROLES, ApiKey, Caller
from drawsvc.usecases.authenticate import KNOWN_SECONDS, MOST_KNOWN, KnownKeys
from drawsvc.usecases.issue_key import issue_key
from drawsvc.usecases.revoke_key import revoke_key
from tests.cli.office import Office
from tests.http.conftest import REQUEST, Callers

KEPT_OUT = {"key_missing", "role_not_allowed"}


def named_calls() -> list[tuple[str, str, str]]:
    """Name, method and path of every operation, with something put in for what is in braces."""
    return [
        (route.name, method, re.sub(r"\{[a-z]+\}", "x-1", route.path))
        for route in operations()
        for method in sorted(route.methods or ())
    ]


@pytest.mark.parametrize("role", [PUBLIC, *ROLES])
def test_everybody_may_what_the_matrix_says_and_nothing_else(callers: Callers, role: str) -> None:
    for name, method, path in named_calls():
        headers = callers.headers("" if role == PUBLIC else role)
        answer = callers.client.request(method, path, headers=headers)
        code = answer.json().get("code", "") if "json" in answer.headers["Content-Type"] else ""
        may = bool({PUBLIC, role} & MAY[name])
        assert (code not in KEPT_OUT) is may, (name, role, answer.text)


def test_keys_that_are_none(callers: Callers) -> None:
    good = callers.keys["organiser"]
    shown = {
        f"Bearer {good[:-1]}": "key_malformed",
        f"Basic {good}": "key_malformed",
        "Bearer": "key_malformed",
        f"Bearer {good[:-1]}{'0' if good[-1] != '0' else '1'}": "key_unknown",
        f"Bearer dsk_{'0' * 16}_{good[-64:]}": "key_unknown",
    }
    for header, code in shown.items():
        headers = callers.headers("") | {"Authorization": header}
        answer = callers.client.post("/api/v1/draws", json=REQUEST, headers=headers)
        callers.refused(401, code, answer)
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert good[-64:] not in answer.text


def test_revoked_and_expired_keys(callers: Callers) -> None:
    office = callers.api.state.wiring.office
    now = parse_time(Office.LATER)
    brief = issue_key(office, Caller("brief", "organiser"), expires=now + timedelta(seconds=1))
    revoke_key(office, callers.keys["organiser"].split("_")[1])
    callers.refused(401, "key_revoked", callers.post("organiser", "/draws", REQUEST))
    callers.keys["organiser"] = brief
    callers.done("organiser", "/draws", REQUEST)


def test_a_key_that_was_just_read_is_of_use_for_a_second_after_it_was_revoked(
    callers: Callers,
) -> None:
    seconds = [0.0]
    wiring = callers.api.state.wiring
    callers.api.state.wiring = replace(wiring, keys=KnownKeys(lambda: seconds[0]))
    callers.done("organiser", "/draws", REQUEST)
    revoke_key(wiring.office, callers.keys["organiser"].split("_")[1])
    seconds[0] = KNOWN_SECONDS - 0.1
    callers.done("organiser", "/draws", REQUEST | {"draw": "d-2", "number": "2"})
    seconds[0] = KNOWN_SECONDS
    again = REQUEST | {"draw": "d-3", "number": "3"}
    callers.refused(401, "key_revoked", callers.post("organiser", "/draws", again))


def test_a_key_that_was_just_read_needs_its_secret(callers: Callers) -> None:
    callers.done("organiser", "/draws", REQUEST)
    *public, secret = callers.keys["organiser"].split("_")
    callers.keys["organiser"] = "_".join([*public, secret[1:] + secret[0]])
    callers.refused(401, "key_unknown", callers.post("organiser", "/draws", REQUEST))


KEY = ApiKey("1", b"", Caller("one", "organiser"), parse_time(Office.LATER))


def test_of_many_keys_that_were_read_the_first_is_forgotten() -> None:
    known = KnownKeys(lambda: 0.0)
    for number in range(MOST_KNOWN + 1):
        known.keep(replace(KEY, id=str(number)), 0.0)
    assert known.find("0") is None
    assert known.find("1") is not None


def test_a_slower_reading_does_not_bring_a_revoked_key_back() -> None:
    known = KnownKeys(lambda: 2.5)
    revoked = replace(KEY, revoked=parse_time(Office.MORNING))
    known.keep(revoked, 2.0)
    known.keep(KEY, 1.9)
    assert known.find("1") == revoked
    known.keep(KEY, 2.1)
    assert known.find("1") == KEY


def test_a_key_is_known_from_when_the_store_was_asked_for_it() -> None:
    known = KnownKeys(lambda: 1.5)
    known.keep(KEY, 0.4)
    assert known.find("1") is None


def test_a_key_of_another_pool(callers: Callers) -> None:
    office = callers.api.state.wiring.office
    expires = parse_time(Office.LATER) + timedelta(days=1)
    callers.done("organiser", "/draws", REQUEST)
    caller = Caller("elsewhere", "organiser", ("hunan",))
    callers.keys["organiser"] = issue_key(office, caller, expires=expires)
    for path, body in (("/draws", REQUEST), ("/draws/d-1/freeze", {})):
        callers.refused(403, "pool_not_allowed", callers.post("organiser", path, body))


def test_a_namesake_is_not_told_what_somebody_else_was_answered(callers: Callers) -> None:
    office = callers.api.state.wiring.office
    expires = parse_time(Office.LATER) + timedelta(days=1)
    own = {"Idempotency-Key": "the-same-key"}
    callers.done("organiser", "/draws", REQUEST, **own)
    namesake = Caller("organiser", "organiser", ("hunan",))
    callers.keys["organiser"] = issue_key(office, namesake, expires=expires)
    answer = callers.post("organiser", "/draws", REQUEST, **own)
    callers.refused(403, "pool_not_allowed", answer)


def test_secrets_are_in_no_answer_and_kept_as_digests(callers: Callers) -> None:
    office = callers.api.state.wiring.office
    with office.store.reading() as reader:
        kept = reader.api_keys()
    secret = callers.keys["auditor"].split("_")[2]
    assert all(secret not in repr(key) and key.digest.hex() != secret for key in kept)
    assert callers.client.get("/api/v1/health").status_code == httpx.codes.OK
