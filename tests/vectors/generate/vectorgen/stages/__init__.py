"""One module per stage; each has `vectors()`, what its file holds."""

import importlib
import json
import pkgutil
import shutil
from pathlib import Path


def write(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        found = importlib.import_module(f"{__name__}.{module.name}").vectors()
        text = json.dumps(found, ensure_ascii=True, indent=1) + "\n"
        (folder / f"{module.name}.json").write_bytes(text.encode())
