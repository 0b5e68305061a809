"""Pages as they look: printed by a real browser, read from the picture."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pypdfium2
import zxingcpp

TOOL = Path(__file__).parents[3] / "tools" / "browser.py"
DPI = 200
POINTS_PER_INCH = 72
FLAGS = (
    "--headless",
    "--no-sandbox",  # root, as in a container, has no other way
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-pdf-header-footer",
)


@cache
def browser() -> str:
    """The path of the browser; the test fails where there is none and none can be installed."""
    found = subprocess.run([sys.executable, str(TOOL)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


def run_browser(folder: Path, url: str, *words: str) -> str:
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [browser(), *FLAGS, profile, *words, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def opened(folder: Path, url: str) -> str:
    """A page as the browser has understood it, as HTML."""
    return run_browser(folder, url, "--dump-dom")


def printed(folder: Path, url: str) -> pypdfium2.PdfDocument:
    """A page on paper."""
    file = folder / "page.pdf"
    file.unlink(missing_ok=True)
    run_browser(folder, url, f"--print-to-pdf={file}")
    return pypdfium2.PdfDocument(file)


def scanned(paper: pypdfium2.PdfDocument, page: int = 0) -> list[str]:
    """What the codes on a printed page say, read from its picture in black and white."""
    picture = paper[page].render(scale=DPI / POINTS_PER_INCH, grayscale=True).to_numpy()
    flat = np.ascontiguousarray(picture.reshape(picture.shape[:2]))
    return [code.text for code in zxingcpp.read_barcodes(flat)]


def said(paper: pypdfium2.PdfDocument, page: int = 0) -> str:
    """The text of a printed page."""
    text: str = paper[page].get_textpage().get_text_range()
    return text
