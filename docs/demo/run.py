"""Plays the command files of this folder in build/demo: prints each command, runs it, shows what it says."""

from __future__ import annotations

import importlib.util
import json
import locale
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "demo"
SCENES = (
    ("xinxian", "xinxian.txt"),
    ("xinxian", "xinxian-forgeries.txt"),
    ("hunan", "hunan.txt"),
    ("hunan", "hunan-forgeries.txt"),
    ("changzhi", "changzhi.txt"),
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
PROCESSES = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
RULE = "─" * 100
TIME = "%Y-%m-%dT%H:%M:%SZ"
TIME_PLACE = re.compile(r"\{(deadline|last)([+-]\d+)m\}")
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


@dataclass
class Scene:
    """The state a command file is played in.

    Args:
        folder: working directory.
        language: zh or en.
        verified: (record, exit code) of each `drawsvc verify`.
    """

    folder: Path
    language: str
    environment: dict[str, str]
    loud: bool = True
    expected: int = 0
    played: int = 0
    last: str = ""
    filled: dict[str, Any] = field(default_factory=dict)
    verified: list[tuple[Path, int]] = field(default_factory=list)

    def play(self, lines: list[str]) -> None:
        """The lines of a command file, from the first to the last."""
        number = 0
        while number < len(lines):
            line, number = lines[number], number + 1
            if line.startswith(("#while ", "#if ")):
                end = lines.index("#end", number)
                self._repeat(line, lines[number:end])
                number = end + 1
            else:
                self._play_line(line)

    def _repeat(self, condition: str, lines: list[str]) -> None:
        """`#while PHASE DRAW`: repeated as long as the draw is in the phase; `#if PHASE DRAW`: played once if it is."""
        word, phase, draw = condition.split()
        while (shown := self._shown(draw))["phase"] == phase:
            self.filled = _filled(shown)
            for line in lines:
                self._play_line(line)
            if word == "#if":
                return

    def _play_line(self, line: str) -> None:
        if line.startswith("#"):
            self._direct(line)
        elif line.startswith("export "):
            print(f"$ {line}")
            name, value = line.removeprefix("export ").split("=", 1)
            self.environment[name] = value
        elif line:
            line = line.replace("{accepted}", self.filled.get("accepted", ""))
            self._run(TIME_PLACE.sub(self._time, line))

    def _direct(self, line: str) -> None:
        word, _, rest = line[1:].partition(" ")
        if word == self.language:
            print(f"\n{RULE}\n{rest.format_map(self.filled)}\n")
        elif word in ("quiet", "loud"):
            self.loud = word == "loud"
        elif word == "exit":
            self.expected = int(rest)

    def _time(self, match: re.Match[str]) -> str:
        """`{deadline-30m}`: half an hour before the round ends. `{last+1m}`: a minute after the last command."""
        start = self.last if match[1] == "last" else self.filled["deadline"]
        moved = datetime.strptime(start, TIME) + timedelta(minutes=int(match[2]))  # noqa: DTZ007 - all are UTC
        return moved.strftime(TIME)

    def _run(self, line: str) -> None:
        print(f"$ {line}", flush=True)
        words = shlex.split(re.sub(r"\$\(cat ([\w./-]+)\)", self._contents, line))
        code, said = self._process(words)
        if self.loud or code != self.expected:
            print(said, flush=True)
        if code != self.expected:
            sys.exit(f"demo: expected exit code {self.expected}, got {code}: {line}")
        if words[:2] == ["drawsvc", "verify"] and words[2] not in {"audit", "history"}:
            self.verified.append((self.folder / words[2], code))
        if "--at" in words:
            self.last = words[words.index("--at") + 1]
        self.expected = 0
        self.played += 1

    def _contents(self, match: re.Match[str]) -> str:
        return (self.folder / match[1]).read_text(encoding="utf-8").strip()

    def _shown(self, draw: str) -> Any:
        code, said = self._process(["drawsvc", "--json", "show", draw])
        if code:
            sys.exit(said)
        return json.loads(said)

    def _process(self, words: list[str]) -> tuple[int, str]:
        """Run a command in a process of its own; one that has the modules loaded already starts faster."""
        with tempfile.TemporaryDirectory() as folder:
            said = Path(folder, "said")
            process = PROCESSES.Process(target=_command, args=(words, self, said))
            process.start()
            process.join()
            return process.exitcode or 0, said.read_text(encoding="utf-8")


def _filled(shown: Any) -> dict[str, Any]:
    """What a command file may ask about a draw: its deadline, its round, the place of the first who accepted."""
    accepted = next((row for row in shown["walk"] if row["answer"] == "accept"), None)
    return {
        "deadline": shown["deadline"],
        "round": max((row["round"] for row in shown["walk"]), default=0),
        "accepted": f"--round {accepted['round']} --nth {accepted['nth']}" if accepted else "",
    }


def _command(words: list[str], scene: Scene, said: Path) -> None:
    """What the process of a command does."""
    os.chdir(scene.folder)
    os.environ.clear()
    os.environ.update(scene.environment)
    with said.open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        sys.stdout = sys.stderr = out
        sys.argv = words
        if words[0] == "python":
            sys.exit(subprocess.run([sys.executable, *words[1:]], check=False).returncode)
        from drawsvc.cli import main as drawsvc  # noqa: PLC0415 - loaded before the process began

        drawsvc()


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
    scene.play((HERE / file).read_text(encoding="utf-8").splitlines())
    return scene


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
