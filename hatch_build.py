"""What the wheel holds besides the Python packages: the verifier in one file, and web/."""

import runpy
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class BundleHook(BuildHookInterface[Any]):
    """Adds drawsvc/_bundled/drawverify.pyz and drawsvc/_web to a wheel, never to an editable one.

    An editable installation finds verifier/ and web/ beside the package, always up to date.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Packs the verifier outside the source tree and hands both inclusions to hatch."""
        if version == "editable":
            return
        root = Path(self.root)
        self._folder = tempfile.TemporaryDirectory(prefix="drawsvc-build-")
        bundled = Path(self._folder.name) / "drawverify.pyz"
        runpy.run_path(str(root / "tools" / "pack_verifier.py"))["pack"](root / "verifier", bundled)
        build_data["force_include"][str(bundled)] = "drawsvc/_bundled/drawverify.pyz"
        build_data["force_include"][str(root / "web")] = "drawsvc/_web"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes the temporary folder."""
        del build_data, artifact_path
        if version != "editable":
            self._folder.cleanup()
