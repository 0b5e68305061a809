"""Settings of the channels: everything wrong is said at once."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from drawsvc.config import Home, settings_to_serve
from drawsvc.domain.errors import SettingsError
from drawsvc.notifying import Notifying, channels
from drawsvc.service_settings import MASK, ServiceSettings, names, variable
from tests.notify.hook_server import SECRET


def good(folder: Path) -> dict[str, str]:
    (folder / "password").write_text("geheim\n", encoding="utf-8")
    (folder / "secret").write_text(f"whsec_{b64encode(SECRET).decode()}\n", encoding="utf-8")
    return {
        "DRAWSVC_PUBLIC_URL": "https://draws.example.org/",
        "DRAWSVC_SMTP_HOST": "mail.example.org",
        "DRAWSVC_SMTP_FROM": "draws@example.org",
        "DRAWSVC_SMTP_TO": "{phone}@139.com",
        "DRAWSVC_SMTP_USER": "draws",
        "DRAWSVC_SMTP_PASSWORD_FILE": str(folder / "password"),
        "DRAWSVC_WEBHOOK_URL": "https://sms.example.org/in",
        "DRAWSVC_WEBHOOK_SECRET_FILE": str(folder / "secret"),
    }


def faults(home: Path, environ: dict[str, str], typed: dict[str, object]) -> dict[str, str]:
    """What came of each setting that is wrong, by its name."""
    with pytest.raises(SettingsError, match="settings_faulty") as found:
        settings_to_serve(Home(home), typed, environ)
    failures: Any = found.value.facts["failures"]
    assert found.value.facts["got"] == len(failures)
    told = {fault.facts["name"]: fault.facts.get("got", "") for fault in failures}
    assert len(told) == len(failures), "each once"
    return told


def test_nothing_is_switched_on_by_itself(tmp_path: Path) -> None:
    assert channels(ServiceSettings()) == ()
    assert settings_to_serve(Home(tmp_path), {}, {})[1] == Notifying()


def test_both_channels(tmp_path: Path) -> None:
    given = good(tmp_path)
    settings, found = settings_to_serve(Home(tmp_path), {}, given)
    assert channels(settings) == ("mail", "webhook")
    assert found.mail
    assert (found.mail.port, found.mail.security, found.mail.password) == (
        587,
        "starttls",
        "geheim",
    )
    assert found.hook
    assert found.hook.secret == SECRET
    assert found.public_url == "https://draws.example.org"
    typed = {"public_url": "http://10.0.0.1:8000/", "port": None}
    assert settings_to_serve(Home(tmp_path), typed, given)[1].public_url == "http://10.0.0.1:8000"
    assert "geheim" not in repr(found)
    assert repr(SECRET) not in repr(found)


def test_every_fault_is_told_at_once_wherever_it_was_made(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("whsec_c2hvcnQ=\n", encoding="utf-8")
    (tmp_path / "drawsvc.toml").write_text(
        'smtp_port = 70000\nsmtp_from = "nobody"\nlog_level = "loud"\n', encoding="utf-8"
    )
    wrong = good(tmp_path) | {
        "DRAWSVC_NOTICE_LANG": "fr",
        "DRAWSVC_PUBLIC_URL": "draws.example.org",
        "DRAWSVC_SMTP_FROM": "",
        "DRAWSVC_SMTP_SECURITY": "maybe",
        "DRAWSVC_SMTP_TO": "office@example.org",
        "DRAWSVC_SMTP_PASSWORD_FILE": str(tmp_path / "nowhere"),
        "DRAWSVC_SMTP_CA_FILE": str(tmp_path),
        "DRAWSVC_WEBHOOK_URL": "sms.example.org/?token=geheim",
        "DRAWSVC_WEBHOOK_SECRET_FILE": str(tmp_path / "short"),
    }
    found = faults(tmp_path, wrong, {"port": 70000})
    assert found["DRAWSVC_WEBHOOK_URL"] == MASK
    assert found.keys() == {
        "--port",
        "log_level",
        "smtp_from",
        "smtp_port",
        *(name for name in wrong if wrong[name] and wrong[name] != good(tmp_path).get(name)),
    }


def test_what_a_channel_needs_is_told_if_it_is_missing(tmp_path: Path) -> None:
    found = faults(tmp_path, {"DRAWSVC_SMTP_HOST": "m.example", "DRAWSVC_WEBHOOK_URL": "h://x"}, {})
    missing = {"public_url", "smtp_from", "smtp_to", "webhook_secret_file"}
    assert found == dict.fromkeys(missing, "") | {"DRAWSVC_WEBHOOK_URL": MASK}


def test_every_setting_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/CLI.md").read_text("utf-8")
    assert [variable(name) for name in names() if f"`{variable(name)}`" not in text] == []
