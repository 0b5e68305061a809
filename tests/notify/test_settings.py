"""Settings of the channels: everything wrong is said at once."""

from base64 import b64encode
from pathlib import Path

import pytest

from drawsvc import notifying as settings
from drawsvc.domain.errors import InputError
from drawsvc.notifying import Notifying, channels, notifying
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


def test_nothing_is_switched_on_by_itself() -> None:
    assert channels({}) == ()
    assert notifying({}) == Notifying()


def test_both_channels(tmp_path: Path) -> None:
    given = good(tmp_path)
    found = notifying(given)
    assert channels(given) == ("mail", "webhook")
    assert found.mail
    assert (found.mail.port, found.mail.security, found.mail.password) == (
        587,
        "starttls",
        "geheim",
    )
    assert found.hook
    assert found.hook.secret == SECRET
    assert found.public_url == "https://draws.example.org"
    assert notifying(given, "http://10.0.0.1:8000/").public_url == "http://10.0.0.1:8000"
    assert "geheim" not in repr(found)
    assert repr(SECRET) not in repr(found)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "short").write_text("whsec_c2hvcnQ=\n", encoding="utf-8")
    wrong = good(tmp_path) | {
        "DRAWSVC_PUBLIC_URL": "",
        "DRAWSVC_NOTICE_LANG": "fr",
        "DRAWSVC_SMTP_PORT": "70000",
        "DRAWSVC_SMTP_SECURITY": "maybe",
        "DRAWSVC_SMTP_FROM": "nobody",
        "DRAWSVC_SMTP_TO": "office@example.org",
        "DRAWSVC_SMTP_PASSWORD_FILE": str(tmp_path / "nowhere"),
        "DRAWSVC_SMTP_CA_FILE": str(tmp_path),
        "DRAWSVC_WEBHOOK_URL": "sms.example.org",
        "DRAWSVC_WEBHOOK_SECRET_FILE": str(tmp_path / "short"),
    }
    with pytest.raises(InputError, match="settings_wrong") as found:
        notifying(wrong)
    faults = found.value.facts["faults"]
    assert isinstance(faults, list)
    named = {fault.partition(":")[0] for fault in faults}
    assert named == {
        name for name in wrong if name not in ("DRAWSVC_SMTP_HOST", "DRAWSVC_SMTP_USER")
    }


def test_every_setting_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/CLI.md").read_text("utf-8")
    names = {value for value in vars(settings).values() if str(value).startswith("DRAWSVC_")}
    assert len(names) == 12
    assert {name for name in names if f"`{name}`" not in text} == set()
