"""The parts that bodies of calls are made of: strict, and of the forms that entries ask for (SPEC §3.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from drawseeds import CanonicalError, serialise
from fastapi import Path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from drawsvc.domain.times import parse_date, parse_time

MAX_ROW = 2**53 - 1  # SPEC §3.1
ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"


def _canonical(text: str) -> str:
    """Refuse what canonical JSON cannot hold (SPEC §3.1)."""
    try:
        serialise(text)
    except CanonicalError:
        raise PydanticCustomError("canonical", "expected a text of SPEC §3.1") from None
    return text


def _day(value: object) -> date:
    try:
        return parse_date(str(value))
    except ValueError:
        raise PydanticCustomError("day", "expected YYYY-MM-DD") from None


def _moment(value: object) -> datetime:
    try:
        return parse_time(str(value))
    except ValueError:
        raise PydanticCustomError("moment", "expected YYYY-MM-DDTHH:MM:SSZ") from None


def check_one_of_both(**members: object) -> None:
    """Refuse a body that has both of two members, or neither."""
    if sum(value is not None for value in members.values()) != 1:
        one, other = members
        told = {"one": one, "other": other}
        raise PydanticCustomError("one_of_both", "expected {one} or {other}", told)


Id = Annotated[str, Path(pattern=ID_PATTERN)]
Name = Annotated[str, Field(pattern=ID_PATTERN)]
Line = Annotated[str, Field(max_length=500, pattern=r"^[^\n]*$"), AfterValidator(_canonical)]
Text = Annotated[
    str, Field(min_length=1, max_length=500, pattern=r"^[^\n]+$"), AfterValidator(_canonical)
]
Prose = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_canonical)]
Code = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,63}$")]
Step = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?$")]
Specialty = Annotated[str, Field(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$")]
Hour = Annotated[
    str,
    Field(
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$",
        description="HH:MM; empty: open, or as before",
    ),
]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment), Field(description="YYYY-MM-DDTHH:MM:SSZ")]
Group = Annotated[int, Field(ge=0, le=99)]
Row = Annotated[int, Field(ge=0, le=MAX_ROW)]
Key = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Strict(BaseModel):
    """A body with these members and no others, of these very types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ApprovalIn(Strict):
    """The office that approved, and the number of its document (SPEC §5.1)."""

    role: Code
    ref: Text


class StatementIn(Strict):
    """A statement file (SPEC §11.5)."""

    statement: dict[str, Any]
    v: Literal["drawsvc/v1 statement"]
