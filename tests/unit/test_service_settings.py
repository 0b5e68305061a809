"""Settings: what has precedence, every fault at once, nothing secret shown."""

import dataclasses

import pytest

from drawsvc.domain.errors import SettingsError
from drawsvc.service_settings import (
    COMMAND,
    MASK,
    ServiceSettings,
    names,
    parse_settings,
    read_settings,
    variable,
)
from drawsvc.usecases.pool_settings import PoolSettings

SECRET = "ab" * 32


def faults(data: bytes, environ: dict[str, str]) -> dict[str, str]:
    """Code of each fault by what it is about."""
    with pytest.raises(SettingsError) as caught:
        parse_settings(data, environ)
    found = caught.value.facts["failures"]
    assert isinstance(found, list)
    assert caught.value.facts["got"] == len(found)
    return {str(of.facts.get("name", of.facts.get("got"))): of.code for of in found}


def test_without_file_and_environment_all_is_default() -> None:
    found = parse_settings(None, {})
    assert found == ServiceSettings()
    assert {found.source(name) for name in names()} == {"default"}


def test_environment_has_precedence_over_the_file() -> None:
    data = b'port = 8001\nhost = "0.0.0.0"\nrelays = ["https://a.example/", "http://b.example"]'
    found = parse_settings(data, {"DRAWSVC_PORT": "8002", "DRAWSVC_LOG_LEVEL": "debug"})
    assert (found.host, found.port, found.log_level) == ("0.0.0.0", 8002, "debug")  # noqa: S104
    assert found.relays == ("https://a.example", "http://b.example")
    sources = [found.source(name) for name in ("host", "port", "log_level", "database")]
    assert sources == ["file", "environment", "environment", "default"]


def test_relays_of_the_environment_are_separated_by_spaces_or_commas() -> None:
    found = parse_settings(None, {"DRAWSVC_RELAYS": "https://a.example, https://b.example"})
    assert found.relays == ("https://a.example", "https://b.example")


def test_an_empty_variable_is_none() -> None:
    assert parse_settings(b"port = 1", {"DRAWSVC_PORT": ""}).port == 1


def test_every_fault_is_told_at_once() -> None:
    data = b"""
port = 70000
shutdown_seconds = true
prot = 1
data_key = "1"
public_url = "draws.example.org"
relays = "https://a.example"
"""
    environ = {
        "DRAWSVC_LOG_LEVEL": "loud",
        "DRAWSVC_MAX_BODY_BYTES": "2MiB",
        "DRAWSVC_DATA_KEY": SECRET,
        "DRAWSVC_DATA_KEY_FILE": "key",
    }
    assert faults(data, environ) == {
        "port": "setting_form",
        "shutdown_seconds": "setting_form",
        "prot": "setting_unknown",
        "data_key": "setting_unknown",
        "public_url": "setting_form",
        "relays": "setting_form",
        "DRAWSVC_LOG_LEVEL": "setting_form",
        "DRAWSVC_MAX_BODY_BYTES": "setting_form",
        "DRAWSVC_DATA_KEY, DRAWSVC_DATA_KEY_FILE": "data_key_sources",
    }


def test_a_file_that_is_none_hides_no_fault_of_the_environment() -> None:
    for data in (b"port = ", b"\xff"):
        assert set(faults(data, {"DRAWSVC_PORT": "x"}).values()) == {
            "settings_toml",
            "setting_form",
        }


@pytest.mark.parametrize(
    "address",
    [
        "draws.example.org",
        "ftp://draws.example.org",
        "https://",
        "https://u:p@draws.example.org",
        "https://draws.example.org/?a=1",
        "https://draws.example.org/#a",
        "https://draws.example.org:port",
        "https://draws example.org",
        "https://\u62bd.example.org",
    ],
)
def test_addresses_that_nobody_could_type(address: str) -> None:
    environ = {"DRAWSVC_PUBLIC_URL": address}
    assert faults(b"", environ) == {"DRAWSVC_PUBLIC_URL": "setting_form"}


def test_nothing_secret_is_shown() -> None:
    environ = {
        "DRAWSVC_DATABASE": f"postgresql://draws:{SECRET}@db.example/draws",
        "DRAWSVC_DATA_KEY": SECRET,
    }
    found = parse_settings(None, environ)
    assert found.shown("database") == f"postgresql://draws:{MASK}@db.example/draws"
    assert found.shown("data_key") == MASK
    query = dataclasses.replace(found, database=f"postgresql://db/draws?user=u&password={SECRET}")
    for settings in (found, query):
        assert SECRET not in repr(settings) + "".join(map(settings.shown, names()))
    with pytest.raises(SettingsError) as caught:
        parse_settings(
            None, {**environ, "DRAWSVC_RELAYS": f"ftp://u:{SECRET}@a", "DRAWSVC_PORT": "x"}
        )
    assert SECRET not in repr(caught.value.facts)


def test_the_command_line_is_checked_like_the_rest() -> None:
    found, faults = read_settings(b"port = 2", {}, {"port": 1, "host": None})
    assert (found.port, found.source("port"), found.host, faults) == (1, COMMAND, "127.0.0.1", [])
    found, faults = read_settings(b"", {}, {"public_url": "x"})
    assert [fault.facts["name"] for fault in faults] == ["--public-url"]
    assert not found.public_url


def test_variables_are_named_like_settings() -> None:
    assert variable("public_url") == "DRAWSVC_PUBLIC_URL"


def test_channels_may_be_set_in_the_file() -> None:
    found = parse_settings(
        b'smtp_host = "mail.example"\nsmtp_port = 587\n', {"DRAWSVC_SMTP_FROM": "draws@example.org"}
    )
    assert (found.smtp_host, found.smtp_port) == ("mail.example", "587")
    assert found.spelt("smtp_host") == "smtp_host"
    assert found.spelt("smtp_from") == "DRAWSVC_SMTP_FROM"


def test_pools_have_settings_of_their_own() -> None:
    data = """
[pools.xin]
vouching = true
objection_days = 30
objection_zh = "示例路1号"
[pools.hunan]
""".encode()
    found = parse_settings(data, {})
    assert found.pools == {
        "xin": PoolSettings(vouching=True, objection_days=30, objection_zh="示例路1号"),
        "hunan": PoolSettings(),
    }
    assert found.pools["xin"].objection("en") == "示例路1号"


def test_faults_of_pools_are_told_with_the_others() -> None:
    data = b"""
port = 70000
[pools.xin]
vouching = 1
objection_days = true
objection_en = 5
vouch = true
"""
    assert faults(data, {}) == {
        "port": "setting_form",
        "pools.xin.vouching": "setting_form",
        "pools.xin.objection_days": "setting_form",
        "pools.xin.objection_en": "setting_form",
        "pools.xin.vouch": "setting_unknown",
    }
    assert faults(b"pools = 1", {}) == {"pools": "setting_form"}
    assert faults(b"pools.xin = 1", {}) == {"pools": "setting_form"}
