"""Lists of one group, as a freeze makes them."""

from collections.abc import Iterable

from drawsvc.domain.candidates import (
    Candidate,
    GroupLists,
    ListMaking,
    NewSalt,
    RowMaking,
    Terms,
)


def list_group(candidates: Iterable[Candidate], terms: Terms, new_salt: NewSalt) -> GroupLists:
    rows, group = RowMaking(terms, new_salt), ListMaking(terms)
    for candidate in candidates:
        group.add(rows.listed(candidate, candidate.expert.data), candidate.reason)
    return group.in_order()
