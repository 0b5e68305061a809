"""Runs the verifier: `python drawverify.pyz --help`, or `python verifier --help`."""

import sys
from zipimport import zipimporter


class Archive(zipimporter):
    """Imports from the packed file, compiling each module once.

    Python's own importer does so twice, the first time only to learn the name of the file.
    """

    def get_filename(self, fullname: str) -> str:
        """Returns the name of a module's file."""
        name = self.prefix + fullname.rpartition(".")[2]
        return f"{self.archive}/{name}" + ("/__init__.py" if self.is_package(fullname) else ".py")


if __name__ == "__main__":
    sys.path_hooks.insert(0, Archive)
    sys.path_importer_cache.clear()
    from drawverify.cli import main

    sys.exit(main(sys.argv[1:]))
