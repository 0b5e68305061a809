"""One module per part of SPEC §13; importing one registers its vectors."""

import importlib
import pkgutil


def load() -> None:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name):
        importlib.import_module(f"{__name__}.{module.name}")
