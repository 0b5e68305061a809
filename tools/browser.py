"""Finds the browser and the Chinese fonts that tests of pages print with; installs Debian's where it may.

`python tools/browser.py` prints the browser's path. Without one it installs the packages `chromium` and
`fonts-noto-cjk` if it runs as root on a Debian, and otherwise fails and says what is missing.
"""

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-noto-cjk")


def find_browser() -> str:
    """The path of a Chromium, "" if there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), "")


def has_chinese_fonts() -> bool:
    """Whether a font that has Chinese characters is installed."""
    program = shutil.which("fc-list")
    if not program:
        return False
    found = subprocess.run([program, ":lang=zh"], capture_output=True, check=False)  # noqa: S603 - from PATH
    return bool(found.stdout.strip())


def missing() -> list[str]:
    """The Debian packages of what is not there."""
    there = (bool(find_browser()), has_chinese_fonts())
    return [package for package, is_there in zip(PACKAGES, there, strict=True) if not is_there]


def install(packages: list[str]) -> None:
    """Install Debian packages; says nothing unless it fails."""
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wanted = ["install", "--yes", "--no-install-recommends", *packages]
    for words in (["update"], wanted):
        command = ["apt-get", "--quiet=2", *words]
        subprocess.run(command, env=env, stdout=sys.stderr, check=True)  # noqa: S603 - no shell


def main() -> int:
    """Prints the browser's path. Returns 1 if there is none, or no Chinese font."""
    wanted = missing()
    may_install = hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if wanted and may_install:
        sys.stderr.write(f"installing {', '.join(wanted)} for the tests of pages\n")
        install(wanted)
        wanted = missing()
    if wanted:
        sys.stderr.write(
            f"tests of pages need a Chromium and a Chinese font; missing: {', '.join(wanted)}\n"
            "  on Debian and Ubuntu: sudo apt-get install chromium fonts-noto-cjk\n"
        )
        return 1
    sys.stdout.write(f"{find_browser()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
