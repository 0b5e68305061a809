import json
from .verify import EXITS


def to_json(r):
    return json.dumps(
        {
            "verdict": r.verdict,
            "exit": EXITS[r.verdict],
            "grade": r.grade,
            "status": r.status,
            "failed": r.failed,
            "not_checkable": r.not_checkable,
            "detail": {
                k: (v.where, getattr(v, "expected", ""), getattr(v, "got", ""))
                for k, v in r.outcomes.items()
                if v
            },
        },
        indent=1,
        ensure_ascii=False,
    )
