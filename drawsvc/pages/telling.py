"""The narrative of an attempt in sentences, from the request to the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from drawsvc.pages.narrative import Narrative


def sentences_of(narrative: Narrative) -> list[str]:
    """What happened, in plain language."""
    parts = (_asked, _frozen, _random, _walked, _ended)
    return [sentence for part in parts for sentence in part(narrative)]


def _asked(narrative: Narrative) -> Iterator[str]:
    words, view = narrative.edition.words, narrative.view
    yield words(
        "narrative.asked",
        organiser=view["organiser"],
        time=narrative.time("REQUEST"),
        kind=words.name("activities", view["activity"]["kind"]),
        date=view["activity"]["date"],
        seats=narrative.seats,
    )


def _frozen(narrative: Narrative) -> Iterator[str]:
    words = narrative.edition.words
    if narrative.last("FREEZE"):
        yield words("narrative.frozen", time=narrative.time("FREEZE"))
    for group, funnel in enumerate(narrative.funnels):
        yield words(
            "narrative.group",
            specialty=narrative.specialty(group),
            roster=narrative.found.roster_size,
            listed=funnel.listed,
            excluded=sum(funnel.excluded.values()),
            eligible=funnel.eligible,
            seats=funnel.seats,
        )


def _random(narrative: Narrative) -> Iterator[str]:
    words, seal = narrative.edition.words, narrative.last("SEAL")
    if narrative.view["joins"]:
        yield words("narrative.witnessed", witnesses=narrative.witnesses)
    if seal:
        source = seal.body["source"]
        facts = {"joined": len(narrative.view["joins"]), **source, "time": narrative.time("SEAL")}
        yield words.coded("narrative_sources", source["kind"], **facts)
        if not narrative.last("SEEDED"):
            yield words("narrative.not_seeded")


def _walked(narrative: Narrative) -> Iterator[str]:
    rows = narrative.walk
    if rows:
        words, counts = narrative.edition.words, Counter(row.answer for row in rows)
        said = [
            words("narrative.count", answer=words.name("answers", answer), count=counts[answer])
            for answer in words.codes("answers")
            if counts[answer]
        ]
        facts = {"invited": len(rows), "rounds": rows[-1].round}
        yield words("narrative.walked", answers=words("list.separator").join(said), **facts)


def _ended(narrative: Narrative) -> Iterator[str]:
    words, void = narrative.edition.words, narrative.void
    if void:
        reason = words.name("void_reasons", void["reason"])
        yield words("narrative.voided", time=narrative.time("VOID"), reason=reason)
        yield words.coded("narrative_void", void["class"])
    else:
        yield words.coded("narrative_phases", narrative.view["phase"])
