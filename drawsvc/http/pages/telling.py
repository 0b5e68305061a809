"""The account of an attempt in sentences, from the request to the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from drawsvc.http.pages.account import Account


def sentences_of(account: Account) -> list[str]:
    """What happened, in plain language."""
    parts = (_asked, _frozen, _random, _walked, _ended)
    return [sentence for part in parts for sentence in part(account)]


def _asked(account: Account) -> Iterator[str]:
    words, view = account.visit.words, account.view
    yield words(
        "account.asked",
        organiser=view["organiser"],
        time=account.time("REQUEST"),
        kind=words.name("activities", view["activity"]["kind"]),
        date=view["activity"]["date"],
        seats=account.seats,
    )


def _frozen(account: Account) -> Iterator[str]:
    words = account.visit.words
    if account.last("FREEZE"):
        yield words("account.frozen", time=account.time("FREEZE"))
    for group, funnel in enumerate(account.funnels):
        yield words(
            "account.group",
            specialty=account.specialty(group),
            roster=account.found.roster_size,
            listed=funnel.listed,
            excluded=sum(funnel.excluded.values()),
            eligible=funnel.eligible,
            seats=funnel.seats,
        )


def _random(account: Account) -> Iterator[str]:
    words, seal = account.visit.words, account.last("SEAL")
    if account.view["joins"]:
        yield words("account.witnessed", witnesses=account.witnesses)
    if seal:
        source = seal.body["source"]
        facts = {"joined": len(account.view["joins"]), **source, "time": account.time("SEAL")}
        yield words.coded("account_sources", source["kind"], **facts)
        if not account.last("SEEDED"):
            yield words("account.not_seeded")


def _walked(account: Account) -> Iterator[str]:
    rows = account.walk
    if rows:
        words, counts = account.visit.words, Counter(row.answer for row in rows)
        said = [
            words("account.count", answer=words.name("answers", answer), count=counts[answer])
            for answer in words.codes("answers")
            if counts[answer]
        ]
        facts = {"invited": len(rows), "rounds": rows[-1].round}
        yield words("account.walked", answers=words("list.separator").join(said), **facts)


def _ended(account: Account) -> Iterator[str]:
    words, void = account.visit.words, account.void
    if void:
        reason = words.name("void_reasons", void["reason"])
        yield words("account.voided", time=account.time("VOID"), reason=reason)
        yield words.coded("account_void", void["class"])
    else:
        yield words.coded("account_phases", account.view["phase"])
