"""Everything about a draw that has ended, and what checks it, in one archive to keep."""

from __future__ import annotations

import io
import zipfile

from drawseeds import check_code

from drawsvc.domain.errors import MissingError
from drawsvc.domain.grammar import FINISHED, UNFINISHED
from drawsvc.http.wiring import Wiring
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_slim_record import export_slim_record
from drawsvc.usecases.read_draw import Reading, read_draw
from drawsvc.usecases.release_draw import export_release
from drawsvc.words import LANGUAGES, words_of

# The oldest time a zip archive can hold: the same files give the same archive.
TIMESTAMP = (1980, 1, 1, 0, 0, 0)
READABLE_FILE = 0o100644
UNIX = 3


def evidence_of(wiring: Wiring, draw: str, attempt: int = 0) -> bytes:
    """A zip archive: record, slim record, slip, disclosures as published, trust file, verifier, what to do with it.

    Raises:
        PhaseError: the draw goes on.
        MissingError: no such draw; `no_seal`, it was voided before a seal, and nothing was drawn.
    """
    found = read_draw(wiring.office, draw, attempt)
    state = found.attempt
    if state.phase in UNFINISHED:
        raise state.not_now("phase", expected=", ".join(FINISHED), got="evidence")
    return _zipped(_files(wiring, found))


def _files(wiring: Wiring, found: Reading) -> dict[str, bytes]:
    office, place = wiring.office, found.attempt.chain.place
    seal = found.attempt.chain.last_of("SEAL")
    if seal is None:
        raise MissingError("no_seal")
    facts = {"code": check_code(seal.leaf), "draw": place.draw, "slip": seal.leaf}
    files = {
        "record.json": export_record(office, place.draw, place.attempt),
        "record-slim.json": export_slim_record(office, place.draw, place.attempt),
        "slip.txt": f"{seal.leaf}\n".encode(),
        "trust.json": wiring.trust_file(),
        "drawverify.pyz": wiring.shipped.verifier(),
    }
    if found.attempt.phase == "released":
        files["disclosures.json"] = export_release(office, place.draw, place.attempt)
    for lang in LANGUAGES:
        files[f"README.{lang}.txt"] = words_of(lang)("archive.readme", **facts).encode()
    return {name: data for name, data in files.items() if data}


def _zipped(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            member = zipfile.ZipInfo(name, TIMESTAMP)
            member.create_system = UNIX
            member.external_attr = READABLE_FILE << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return into.getvalue()
