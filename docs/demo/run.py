"""Plays the command files of this folder in build/demo: prints each command, runs it, shows what it says."""

from __future__ import annotations

import locale
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build" / "demo"
SCENES = (("xinxian", "xinxian.txt"), ("hunan", "hunan.txt"), ("xinxian", "forgeries.txt"))
PASSPHRASES = ("service", "body", "jiwei", "jijian", "zuzhi", "bangong", "puppet-1", "puppet-2")
PROCESSES = multiprocessing.get_context("forkserver" if hasattr(os, "fork") else "spawn")
RULE = "─" * 100
END = {
    "zh": "全部演示完毕。记录、封条和信任文件在 {folder}；可以这样再核验一次：",
    "en": "The demonstration is over. Records, slips and trust files are in {folder}. Verify one again with:",
}


@dataclass
class Scene:
    """The state a command file is played in.

    Args:
        folder: working directory.
        language: zh or en.
    """

    folder: Path
    language: str
    environment: dict[str, str]
    loud: bool = True
    expected: int = 0
    played: int = field(default=0)

    def play(self, line: str) -> None:
        """One line of a command file."""
        if line.startswith("#"):
            self._direct(line)
        elif line.startswith("export "):
            print(f"$ {line}")
            name, value = line.removeprefix("export ").split("=", 1)
            self.environment[name] = value
        elif line:
            self._run(line)

    def _direct(self, line: str) -> None:
        word, _, rest = line[1:].partition(" ")
        if word == self.language:
            print(f"\n{RULE}\n{rest}\n")
        elif word in ("quiet", "loud"):
            self.loud = word == "loud"
        elif word == "exit":
            self.expected = int(rest)

    def _run(self, line: str) -> None:
        print(f"$ {line}", flush=True)
        filled = re.sub(r"\$\(cat ([\w./-]+)\)", self._contents, line)
        code, said = self._process(shlex.split(filled))
        if self.loud or code != self.expected:
            print(said, flush=True)
        if code != self.expected:
            sys.exit(f"demo: expected exit code {self.expected}, got {code}: {line}")
        self.expected = 0
        self.played += 1

    def _contents(self, match: re.Match[str]) -> str:
        return (self.folder / match[1]).read_text(encoding="utf-8").strip()

    def _process(self, words: list[str]) -> tuple[int, str]:
        """Run a command in a process of its own; one that has the modules loaded already starts faster."""
        with tempfile.TemporaryDirectory() as folder:
            said = Path(folder, "said")
            process = PROCESSES.Process(target=_command, args=(words, self, said))
            process.start()
            process.join()
            return process.exitcode or 0, said.read_text(encoding="utf-8")


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
    """Play all scenes."""
    language = _language(sys.argv[1:])
    if hasattr(PROCESSES, "set_forkserver_preload"):
        PROCESSES.set_forkserver_preload(["drawsvc.cli"])
    shutil.rmtree(BUILD, ignore_errors=True)
    played = sum(_play(folder, file, language) for folder, file in SCENES)
    record = BUILD / "xinxian" / "record.json"
    print(f"\n{RULE}\n{END[language].format(folder=BUILD)}\n")
    print(f"    python3 verifier {record} --trust {record.with_name('trust.json')}\n")
    print(f"{played} commands")


def _play(folder: str, file: str, language: str) -> int:
    scene = Scene(_prepared(BUILD / folder), language, _environment(language))
    for line in _lines(HERE / file):
        scene.play(line)
    return scene.played


def _lines(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="utf-8").splitlines()


def _prepared(folder: Path) -> Path:
    """The folder with rosters, replies and passphrase files; everybody's passphrase is his own."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("rosters", "replies"):
        shutil.copytree(HERE / part, folder / part, dirs_exist_ok=True)
    for name in PASSPHRASES:
        (folder / f"{name}.pass").write_text(f"a long passphrase of {name}\n", encoding="utf-8")
    return folder


def _environment(language: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DRAWSVC_")}
    locales = {"zh": "zh_CN.UTF-8", "en": "C.UTF-8"}
    return kept | {"LC_ALL": locales[language], "PYTHONUTF8": "1", "COLUMNS": "120"}


def _language(arguments: list[str]) -> str:
    if arguments and arguments[0] in END:
        return arguments[0]
    name = os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return "zh" if name.lower().startswith("zh") else "en"


if __name__ == "__main__":
    main()
