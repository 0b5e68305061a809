"""What each cell of a roster must look like."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.roster_cells import (
    COLUMNS,
    CellError,
    CellFault,
    birth_in,
    natural_key,
    read_cell,
)


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        ("expert_id", " E0000001\r\n", "E0000001"),
        ("expert_id", "Ｅ００１", "E001"),
        ("name", "\u3000王甲\xa0", "王甲"),
        ("name", "阿依古丽·买买提", "阿依古丽·买买提"),
        ("name", "𠮷乙", "𠮷乙"),
        ("name", "e\u0301", "\xe9"),
        ("name", "Ａ", "Ａ"),  # what people read stays as it is written
        ("serial", "007", "007"),
        ("serial", "００７", "007"),
        ("home_category", "1.10", "1.10"),
        ("id_number", "99030319700214513X", "99030319700214513X"),
        ("phone", "+86 100-0682 (0044)", "+86 100-0682 (0044)"),
        ("phone", "（010）66", "(010)66"),
        ("birth", "1970-02-14", "1970-02-14"),
        ("birth", "1970/2/14", "1970-02-14"),
        ("birth", "1970.2.14", "1970-02-14"),
        ("birth", "1970年2月14日", "1970-02-14"),
        ("birth", "１９７０年２月", "1970-02-28"),  # HN-06: the end of the month
        ("birth", "1972-02", "1972-02-29"),
        ("birth", "1972.12", "1972-12-31"),
        ("birth", "1972/4", "1972-04-30"),
        ("birth", "19700214", "1970-02-14"),
        ("birth", "197204", "1972-04-30"),
        ("term_start", "20231115", "2023-11-15"),
        ("name", "王\u3000甲", "王甲"),
        ("name", "阿 甲 B C", "阿甲 B C"),
        ("specialties", "1.1\r\n1.10", "1.1;1.10"),
        ("term_start", "2023-11-15", "2023-11-15"),
        ("sex", "女", "女"),
        ("status", "在聘", "active"),
        ("status", "suspended", "suspended"),
        ("years", "5", "5"),
        ("title", "   ", ""),
        ("birth", "", ""),
    ],
)
def test_cell(column: str, raw: str, value: str) -> None:
    assert read_cell(column, raw) == value


@pytest.mark.parametrize(
    ("column", "raw", "code", "expected"),
    [
        ("expert_id", "E 1", "cell_form", "id"),
        ("expert_id", "专家1", "cell_form", "id"),
        ("expert_id", "E" * 65, "cell_form", "id"),
        ("phone", "12", "cell_form", "phone"),
        ("birth", "19700230", "cell_form", "date"),
        ("term_start", "202311", "cell_form", "date"),
        ("serial", "7.0", "cell_form", "serial"),
        ("serial", "-7", "cell_form", "serial"),
        ("serial", "1234567890", "cell_form", "serial"),
        ("serial", "٧", "cell_form", "serial"),
        ("serial", "1²", "cell_form", "serial"),
        ("serial", "①", "cell_form", "serial"),
        ("id_number", "9.9030319700214513E+17", "cell_form", "id_number"),
        ("phone", "call me", "cell_form", "phone"),
        ("birth", "1970-02-30", "cell_form", "date"),
        ("birth", "1899-02-14", "cell_form", "date"),
        ("birth", "14.2.1970", "cell_form", "date_or_month"),
        ("birth", "1970-13", "cell_form", "date"),
        ("term_start", "2023-11", "cell_form", "date"),
        ("term_start", "45245", "cell_form", "date"),
        ("years", "five", "cell_form", "years"),
        ("sex", "M", "cell_choice", "男|女"),
        ("status", "gone", "cell_choice", "active|suspended|removed|在聘|暂停|解聘"),
        ("name", "王\n甲", "cell_invisible", "visible"),
        ("name", "王\t甲", "cell_invisible", "visible"),
        ("name", "王\u200b甲", "cell_invisible", "visible"),
        ("name", "王\u202e甲", "cell_invisible", "visible"),
        ("title", "师" * 501, "cell_long", "500"),
    ],
)
def test_malformed_cell_is_refused(column: str, raw: str, code: str, expected: str) -> None:
    with pytest.raises(CellError) as caught:
        read_cell(column, raw)
    assert (caught.value.code, caught.value.expected) == (code, expected)


@given(st.sampled_from(sorted(COLUMNS)), st.text())
def test_any_text_is_read_or_refused(column: str, raw: str) -> None:
    try:
        value = read_cell(column, raw)
    except CellError:
        return
    assert unicodedata.is_normalized("NFC", value)
    assert read_cell(column, value) in {value, ""}


@given(st.permutations(["1", "1.1", "1.2", "1.02", "1.10", "2.1", "10", "A1", "A2", "A10", "B"]))
def test_natural_order_is_a_total_order(codes: list[str]) -> None:
    assert sorted(codes, key=natural_key) == [
        *("1", "1.1", "1.02", "1.2", "1.10", "2.1", "10", "A1", "A2", "A10", "B")
    ]


@pytest.mark.parametrize(
    ("number", "birth"),
    [
        ("99030319700214513X", "1970-02-14"),
        ("99030319700214513x", "1970-02-14"),
        ("990303700214513", "1970-02-14"),
        ("E12345678", ""),
        ("9903031970021451", ""),
    ],
)
def test_birth_in_an_identity_number(number: str, birth: str) -> None:
    assert birth_in(number) == birth


@pytest.mark.parametrize("number", ["99030319700230513X", "990303701314513"])
def test_no_birth_in_an_identity_number(number: str) -> None:
    with pytest.raises(CellError) as caught:
        birth_in(number)
    assert (caught.value.code, caught.value.expected) == ("id_number_birth", "date")


def test_a_fault_does_not_print_what_it_found() -> None:
    fault = CellFault("", 2, "name", "cell_invisible", "visible", "王甲")
    assert "王甲" not in repr(fault)
