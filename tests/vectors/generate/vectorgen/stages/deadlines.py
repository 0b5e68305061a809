"""SPEC §10."""

from vectorgen.deadline import deadline
from vectorgen.encoding import Obj, from_time, to_time
from vectorgen.plan import CALENDAR_YEARS, DAY_AND_NIGHT, OFFICE_HOURS

LONG = OFFICE_HOURS | {"reply_minutes": 600}
EVERY_DAY = OFFICE_HOURS | {"contact_days": "every_day"}
WEST = EVERY_DAY | {"utc_offset_minutes": -210}
YEARS: list[Obj] = [*CALENDAR_YEARS, {"holidays": ["2027-01-01"], "workdays": [], "year": 2027}]

CASES = (
    ("round the clock", "2026-03-02T01:17:00Z", DAY_AND_NIGHT),
    ("round the clock, over midnight", "2026-03-02T15:30:00Z", DAY_AND_NIGHT),
    ("in the middle of the day", "2026-03-02T02:00:00Z", OFFICE_HOURS),
    ("before the window opens", "2026-03-01T22:00:00Z", OFFICE_HOURS),
    ("at the second it opens", "2026-03-02T01:00:00Z", OFFICE_HOURS),
    ("ends exactly when the window closes", "2026-03-02T07:00:00Z", OFFICE_HOURS),
    ("one second later: ends next day", "2026-03-02T07:00:01Z", OFFICE_HOURS),
    ("at the second it closes", "2026-03-02T09:00:00Z", OFFICE_HOURS),
    ("over a night", "2026-03-02T08:10:00Z", EVERY_DAY),
    ("over a weekend", "2026-03-06T08:00:00Z", OFFICE_HOURS),
    ("a weekend that counts", "2026-03-06T08:00:00Z", EVERY_DAY),
    ("a Saturday that is a working day", "2026-02-27T08:00:00Z", LONG),
    ("over the Spring Festival", "2026-02-13T08:00:00Z", LONG),
    ("invited on a holiday", "2026-02-17T03:00:00Z", OFFICE_HOURS),
    ("over new year", "2026-12-31T08:30:00Z", OFFICE_HOURS),
    ("west of Greenwich: another local day", "2026-03-02T01:00:00Z", WEST),
    (
        "a year's worth of minutes",
        "2026-01-05T01:00:00Z",
        DAY_AND_NIGHT | {"reply_minutes": 525_600},
    ),
    ("offset of 14 hours", "2026-03-02T11:00:00Z", EVERY_DAY | {"utc_offset_minutes": 840}),
)


def vectors() -> Obj:
    cases = [
        {
            "name": name,
            "invited": invited,
            "windows": windows,
            "deadline": to_time(deadline(from_time(invited), windows, YEARS)),
        }
        for name, invited, windows in CASES
    ]
    missing = {
        "name": "runs into a year the calendar lacks",
        "invited": "2027-12-31T08:30:00Z",
        "windows": OFFICE_HOURS,
        "deadline": "error",
    }
    return {"spec": "§10", "years": YEARS, "cases": [*cases, missing]}
