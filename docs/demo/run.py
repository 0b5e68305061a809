"""Plays the command files of this folder in build/demo: prints each command, runs it, shows what it says."""

from __future__ import annotations

import importlib.util
import json
import locale
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from scene import PROCESSES, RULE, Scene

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "demo"
SCENES = (
    ("xinxian", "xinxian.txt"),
    ("xinxian", "xinxian-forgeries.txt"),
    ("hunan", "hunan.txt"),
    ("hunan", "hunan-forgeries.txt"),
    ("changzhi", "changzhi.txt"),
    ("service", "service.txt"),
)
PASSPHRASES = (
    "service",
    "body",
    "jiwei",
    "jijian",
    "zuzhi",
    "bangong",
    "shenji",
    "puppet-1",
    "puppet-2",
    "puppet-3",
)
WORDS = {
    "zh": {
        "end": "全部演示完毕（{played} 条命令）。记录、封条和信任文件在 {folder}",
        "verified": "核验通过，等级 {grade}",
        "again": "可以这样再核验一次：",
        "replies": "每次演示的密钥都是新的，抽到的人也就不同；改 docs/demo/replies 中的一条答复，递补随之改变。",
    },
    "en": {
        "end": "The demonstration is over ({played} commands). Records, slips and trust files are in {folder}",
        "verified": "verified, grade {grade}",
        "again": "Verify one again with:",
        "replies": "Keys are new on each run, so other people are drawn each time; "
        "change a reply in docs/demo/replies, and others are invited in their place.",
    },
}


def main() -> None:
    """Play all scenes, or those of the folders that are named: run.py [zh|en] [FOLDER …]."""
    if importlib.util.find_spec("drawsvc") is None:
        sys.exit("demo: drawsvc is not installed in this Python; run: make demo")
    from drawsvc.cli.commands import PARTS  # noqa: PLC0415 - there to be imported

    language = _language(sys.argv[1:])
    if hasattr(PROCESSES, "set_forkserver_preload"):
        PROCESSES.set_forkserver_preload(["pydantic", *(f"drawsvc.cli.{part}" for part in PARTS)])
    shutil.rmtree(BUILD, ignore_errors=True)
    named = [word for word in sys.argv[1:] if word not in WORDS] or [folder for folder, _ in SCENES]
    scenes = [_play(folder, file, language) for folder, file in SCENES if folder in named]
    _sum_up(scenes, language)


def _play(folder: str, file: str, language: str) -> Scene:
    scene = Scene(_prepared(BUILD / folder), language, _environment(language))
    scene.ports = {name: _free_port() for name in ("port", "mail_port")}
    try:
        scene.play((HERE / file).read_text(encoding="utf-8").splitlines())
    finally:
        scene.end()
    return scene


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _sum_up(scenes: list[Scene], language: str) -> None:
    """What was verified and what was refused, and how to look at it again."""
    words = WORDS[language]
    played = sum(scene.played for scene in scenes)
    print(f"\n{RULE}\n{words['end'].format(played=played, folder=BUILD)}\n")
    for scene in scenes:
        for record, code in scene.verified:
            print(
                f"    {'✗' if code else '✓'} {record.relative_to(BUILD)}  {_verdict(record, language)}"
            )
    record = scenes[0].folder / "record.json"
    print(
        f"\n{words['again']}\n\n    python3 verifier {record} --trust {record.with_name('trust.json')}\n"
    )
    print(words["replies"])


def _verdict(record: Path, language: str) -> str:
    """The verdict of the standalone verifier, asked once more, in one line."""
    trust = record.with_name("trust.json")
    line = [sys.executable, str(ROOT / "verifier"), str(record), "--trust", str(trust), "--json"]
    report = json.loads(subprocess.run(line, capture_output=True, check=False).stdout)
    if not report["failed"]:
        return WORDS[language][report["verdict"]].format(grade=report["grade"])
    checks = json.loads((ROOT / "verifier" / "drawverify" / "checks.json").read_bytes())
    failed = next(check for check in checks if check["id"] == report["failed"][0])
    return str(failed[f"fail_{language}"])


def _prepared(folder: Path) -> Path:
    """The folder with rosters, replies and passphrase files; everybody's passphrase is his own."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("rosters", "replies"):
        shutil.copytree(HERE / part, folder / part, dirs_exist_ok=True)
    shutil.copy(HERE / "rounds.json", folder)
    for name in PASSPHRASES:
        (folder / f"{name}.pass").write_text(f"a long passphrase of {name}\n", encoding="utf-8")
    return folder


def _environment(language: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DRAWSVC_")}
    locales = {"zh": "zh_CN.UTF-8", "en": "C.UTF-8"}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return kept | {"LC_ALL": locales[language], "PYTHONUTF8": "1", "COLUMNS": "120", "PATH": path}


def _language(arguments: list[str]) -> str:
    for word in arguments:
        if word in WORDS:
            return word
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "zh" if name.lower().startswith("zh") else "en"


if __name__ == "__main__":
    main()
