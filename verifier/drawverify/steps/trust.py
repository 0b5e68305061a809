"""Part "trust": what came from outside the record, and the grade it allows, SPEC §11.2, §12."""

from __future__ import annotations

from drawverify.case import Case
from drawverify.errors import FailedError, NotCheckableError, require
from drawverify.grade import grade_of
from drawverify.note import check_cosignatures, from_base64
from drawverify.steps.log import check_in_tree, check_signed, evidence
from drawverify.trust import REPLAYING


def check_given(case: Case) -> None:
    """A trust file or a slip was given. Keys found in a record vouch for nothing."""
    # SPEC §1 §12 step 52
    if case.trust is None and not case.slip:
        raise NotCheckableError("")


def check_cosigner(case: Case) -> None:
    """The earlier checkpoint holds the SEAL, and trusted cosigners signed it."""
    # SPEC §4.2 §11.1 step 53
    note = evidence(case)
    if note is None:
        return
    where = "seal_evidence[0]"
    seal = case.seal
    if seal is None:
        raise FailedError(where, expected="SEAL", got=case.status)
    cosigned = check_cosignatures(note, case.trust.cosigners() if case.trust else [])
    require(note.origin == case.record["origin"], where, expected=case.record["origin"])
    proof = [from_base64(text) for text in case.record["seal_evidence"][0]["proof"]]
    check_in_tree(note, seal, proof)
    # Only now: a cosigned tree without the SEAL says nothing of when it was sealed.
    replaying = case.trust.cosigners(REPLAYING) if case.trust else []
    case.cosigned_at = [time for key, time in cosigned if key in replaying]
    check_signed(case, note, seal.time)


def check_grade(case: Case) -> None:
    """The randomness is of grade A, B or S, or the draw is voided."""
    # SPEC §12 step 54
    grade = grade_of(case)
    given = case.trust is not None or bool(case.slip)
    if grade == "C" or (grade == "none" and given and case.status != "voided"):
        raise NotCheckableError(grade)


STEPS = {
    "trust.given": check_given,
    "trust.cosigner": check_cosigner,
    "trust.grade": check_grade,
}
