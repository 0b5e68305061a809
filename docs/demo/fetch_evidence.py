"""Fetches all that shows how a draw went, from a running service, by a few lines of Python.

    python fetch_evidence.py DRAW --out FILE

The service is the one that DRAWSVC_SERVER names. The archive holds records, slip, disclosures and the verifier.
"""

from __future__ import annotations

import argparse
import os
import zipfile
from pathlib import Path

from drawsvc.client import Client


def main() -> None:
    """Write the archive, and say what is in it."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("draw")
    options.add_argument("--out", type=Path, required=True)
    asked = options.parse_args()
    with Client(os.environ["DRAWSVC_SERVER"]) as service:
        asked.out.write_bytes(service.evidence(asked.draw))
    with zipfile.ZipFile(asked.out) as archive:
        print(f"{asked.out}: {', '.join(archive.namelist())}")


if __name__ == "__main__":
    main()
