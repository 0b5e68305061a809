"""What went wrong in a loop is told as everything else that the service tells: in JSON, from its level on."""

import errno
import json
from collections.abc import Iterator

import pytest
import structlog

from drawsvc.domain.errors import RelayError, StateError
from drawsvc.serving import start_logging
from drawsvc.worker.going_on import going_on

FAULTS = (StateError("store_busy"), OSError(errno.ENOSPC, "full"), RuntimeError("王甲 100123"))


def fail(fault: Exception) -> None:
    raise fault


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    configured = structlog.get_config()
    yield
    structlog.configure(**configured)


@pytest.mark.usefixtures("_as_it_was")
@pytest.mark.parametrize(("level", "told"), [("INFO", 4), ("WARNING", 3), ("ERROR", 1)])
def test_it_is_told_on_standard_error(
    level: str, told: int, capfd: pytest.CaptureFixture[str]
) -> None:
    start_logging(level)
    for fault in FAULTS:
        with going_on("not done", draw="D-1") as tried:
            fail(fault)
        assert not tried.done
    with going_on("not done", routine=True, draw="D-1"):
        fail(StateError("phase"))
    with going_on("not done") as tried:
        pass
    assert tried.done
    out, err = capfd.readouterr()
    assert out == ""
    lines = [json.loads(line) for line in err.splitlines()]
    codes = ["store_busy", "ENOSPC", "defect", "phase"]
    assert {line["code"] for line in lines} == set(codes[:told] if told > 1 else ["defect"])
    assert len(lines) == told
    assert {(line["event"], line["draw"]) for line in lines} == {("not done", "D-1")}
    assert "王甲" not in err


@pytest.mark.usefixtures("_as_it_was")
def test_what_each_relay_did_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    start_logging("INFO")
    failures = [RelayError("relay_signature", relay="a"), RelayError("relay_slow", relay="b")]
    with going_on("not gone on", routine=True):
        fail(RelayError("relays_failed", round=1, relays=["a", "b"], failures=failures))
    (line,) = map(json.loads, capfd.readouterr().err.splitlines())
    assert line["failures"] == ["relay_signature", "relay_slow"]
