"""Mapping files."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.mapping import NO_MAPPING, RosterMapping, parse_mapping, write_mapping
from tests.refusing import refused


def test_mapping() -> None:
    data = '[columns]\n"工 号*" = "expert_id"\n"爱好" = ""\n[values]\nstatus = "在聘"\n'.encode()
    expected = RosterMapping({"工号": "expert_id", "爱好": ""}, {"status": "在聘"})
    assert parse_mapping(data) == expected
    assert parse_mapping(b"") == NO_MAPPING


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\xff", "mapping_toml"),
        ("columns", "mapping_toml"),
        ("a = 1", "mapping_member"),
        ("columns = 1", "mapping_member"),
        ("[columns]\na = 1", "mapping_member"),
        ("[columns]\na = '?'", "mapping_open"),
        ("[columns]\na = 'b'", "mapping_column"),
        ("[values]\nname = 'b'", "mapping_column"),
        ("[values]\nterm_start = 'b'", "mapping_value"),
    ],
)
def test_malformed_mapping(text: str, code: str) -> None:
    with refused(RosterError, code):
        parse_mapping(text.encode("latin-1"))


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.just("name")))
def test_written_mapping_is_read_again(columns: dict[str, str]) -> None:
    data = write_mapping(columns, {"status": "在聘"}, {"": ["一"], "a": ["二"]})
    assert tomllib.loads(data.decode()) == {"columns": columns, "values": {"status": "在聘"}}
