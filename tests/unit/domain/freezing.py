"""Lists of one group, as a freeze makes them."""

from collections.abc import Iterable
from dataclasses import replace

from drawsvc.domain.candidates import Candidate, GroupLists, NewSalt
from drawsvc.domain.listing import DraftLists, ListMaking, RowMaking, Terms


def draft_group(candidates: Iterable[Candidate], terms: Terms, new_salt: NewSalt) -> DraftLists:
    rows, group = RowMaking(terms, new_salt), ListMaking(terms)
    for at, candidate in enumerate(candidates):
        group.add(rows.row_of(candidate, candidate.expert.data, at), candidate.reason)
    return group.in_order()


def list_group(candidates: Iterable[Candidate], terms: Terms, new_salt: NewSalt) -> GroupLists:
    roster = list(candidates)
    drafts = draft_group(roster, terms, new_salt)
    lists = drafts.listed(lambda places: [roster[at].expert.data for at in places])
    return replace(lists, eligible=list(lists.eligible), excluded=list(lists.excluded))
