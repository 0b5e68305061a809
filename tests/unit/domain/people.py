"""Experts for tests; no real person."""

from typing import Any

from drawsvc.domain.roster import Expert


def expert(number: int = 1, /, **changed: Any) -> Expert:
    """An expert who can be drawn; the members not given follow from the number."""
    values: dict[str, Any] = {
        "expert_id": f"E{number}",
        "name": f"王{number}",
        "sex": "女",
        "birth": "1975-05-20",
        "id_number": f"99000019750520{number:04d}",
        "phone": f"100{number:08d}",
        "employer_code": f"U{number}",
        "employer": f"示例单位{number}",
        "on_duty": "在岗",
        "title": "高级工程师",
        "specialties": ("H1",),
        "home_category": "H1",
        "serial": f"{number:03d}",
        "years": "12",
        "term_start": "2025-01-01",
        "status": "active",
    }
    return Expert(**values | changed)
