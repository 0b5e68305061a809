"""Invitations on their way: from the entry to the person and back, with everything that can happen between."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from drawsvc.db.schema import create_store
from drawsvc.domain.errors import (
    AccessError,
    DeliveryError,
    InputError,
    MissingError,
    PhaseError,
    ReplyError,
    RequestError,
)
from drawsvc.notify.mail import Mailer
from drawsvc.notify.targets import MAIL, WEBHOOK, Hook, MailServer
from drawsvc.notify.webhook import Webhook
from drawsvc.usecases.claim_notices import claim_notices
from drawsvc.usecases.erase_disclosures import Rows, erase_disclosures
from drawsvc.usecases.list_unreached import list_unreached
from drawsvc.usecases.notice import (
    DEAD,
    DELIVERED,
    LEASE,
    MOOT,
    MOST_TRIES,
    WAITING,
    Notice,
    Outgoing,
)
from drawsvc.usecases.ports import Store
from drawsvc.usecases.reply_by_link import invitation_of, reply_by_link
from drawsvc.usecases.retry_notice import retry_notice
from drawsvc.usecases.settle_notice import settle_delivered
from drawsvc.words import words_of
from drawsvc.worker.notices import Notices
from drawsvc.worker.rounds import Rounds
from tests.contract.made import VAULT
from tests.notify.hook_server import SECRET, HookBox, hook_server
from tests.notify.mail_server import HOST, MailBox, mail_server
from tests.refusing import refused
from tests.scenario.play import APPROVAL, ORIGIN, POOL, XINXIAN, Play, pool

BASE = "https://draws.example.org"
TITLE, VENUE = "某水库移民安置规划审查", "某县宾馆三楼"
SECOND = timedelta(seconds=1)


def playing(*channels: str, store: Store | None = None) -> Play:
    """A service with these channels."""
    play = Play(XINXIAN, pool(X1=8), store=store)
    play.office = replace(play.office, channels=channels)
    return play


def start(play: Play, seats: int = 2) -> None:
    play.request("D1", {"X1": seats}, title=TITLE, venue=VENUE, starts="09:30")
    play.start_requested("D1")


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as found:
        yield found


@pytest.fixture
def play() -> Play:
    found = playing(MAIL)
    start(found)
    return found


def by_mail(play: Play, box: MailBox) -> Notices:
    server = MailServer(HOST, box.port, "none", "draws@example.org", "{phone}@sms.example.org")
    return Notices(play.office, MAIL, Mailer(server, words_of("zh"), BASE, seconds=2).send)


def by_hook(play: Play, box: HookBox) -> Notices:
    send = Webhook(Hook(box.url, SECRET), words_of("zh"), BASE, seconds=2).send
    return Notices(play.office, WEBHOOK, send)


def send_all(sender: Notices) -> int:
    """Send until nothing is due; how many tries that took."""
    return sum(iter(sender.look, 0))


def tokens(box: MailBox) -> list[str]:
    """Of the links that were sent, in the order of arrival."""
    return [found[1] for mail in box.taken if (found := re.search("/r/([^\\s]+)", mail.text))]


def the_notices(play: Play) -> list[Notice]:
    """Of the draw, in the order in which they are due."""
    with play.store.reading() as reader:
        return list(reader.notices_at(play.attempt("D1").chain.place))


def states(play: Play, kind: str = "invited") -> list[str]:
    with play.store.reading() as reader:
        found = reader.notices_at(play.attempt("D1").chain.place)
    return sorted(notice.state for notice in found if notice.kind == kind)


# Going out.


def test_everybody_invited_is_told_once_and_answers_by_link(play: Play, box: MailBox) -> None:
    sender = by_mail(play, box)
    assert send_all(sender) == 2
    assert send_all(sender) == 0
    first, second = tokens(box)
    assert [e.type for e in reply_by_link(play.office, first, "accept", "none")] == ["REPLIED"]
    written = reply_by_link(play.office, second, "accept", "none")
    assert [entry.type for entry in written] == ["REPLIED", "CLOSED", "COMPLETED"]
    assert written[0].body["attestation"] == {"kind": "link", "statements": []}
    assert play.verify("D1").failed == []


def test_a_refusal_by_link_invites_the_next_who_is_told_by_himself(
    play: Play, box: MailBox
) -> None:
    sender = by_mail(play, box)
    send_all(sender)
    for token, answer in zip(tokens(box), ("accept", "decline"), strict=True):
        reply_by_link(play.office, token, answer, "none" if answer == "accept" else "illness")
    assert send_all(sender) == 1
    reply_by_link(play.office, tokens(box)[-1], "accept", "none")
    assert play.phase("D1") == "completed"
    assert len({mail.recipient for mail in box.taken}) == 3


def test_a_message_tells_time_place_and_kind_of_work_and_not_the_matter(
    play: Play, box: MailBox
) -> None:
    send_all(by_mail(play, box))
    for mail in box.taken:
        raw = mail.message.as_string() + mail.text + str(mail.message["Subject"])
        assert VENUE in mail.text
        assert "2026-03-21" in mail.text
        for kept in (TITLE, "选用处室", "抽〔2026〕D1号", "D1", "王"):
            assert kept not in raw
        shown = invitation_of(play.office, tokens(box)[0])
        assert TITLE not in str(vars(shown))


def test_the_panel_is_told_when_it_is_released_and_once(play: Play, box: MailBox) -> None:
    sender = by_mail(play, box)
    send_all(sender)
    for token in tokens(box):
        reply_by_link(play.office, token, "accept", "none")
    play.release("D1")
    send_all(sender)
    assert states(play, "confirmed") == [DELIVERED, DELIVERED]
    gone = play.panel("D1")[0]
    play.withdraw("D1", gone)
    send_all(sender)
    reply_by_link(play.office, tokens(box)[-1], "accept", "none")
    play.release("D1")
    assert send_all(sender) == 1  # who was told is not told again


def test_a_new_day_asks_everybody_again_and_ends_the_old_links(play: Play, box: MailBox) -> None:
    sender = by_mail(play, box)
    send_all(sender)
    old = tokens(box)
    for token in old:
        reply_by_link(play.office, token, "accept", "none")
    assert "日期：2026-03-21 09:30" in box.taken[-1].text
    play.reschedule("D1", date(2026, 4, 30))
    assert send_all(sender) == 2
    assert "日期：2026-04-30 09:30" in box.taken[-1].text  # the hour has not changed
    assert invitation_of(play.office, tokens(box)[-1]).starts == "09:30"
    assert invitation_of(play.office, old[0]).state == "over"
    with refused(ReplyError, "link_over"):
        reply_by_link(play.office, old[0], "accept", "none")
    reply_by_link(play.office, tokens(box)[-1], "accept", "none")


def test_a_new_hour_is_told(play: Play, box: MailBox) -> None:
    sender = by_mail(play, box)
    send_all(sender)
    for token in tokens(box):
        reply_by_link(play.office, token, "accept", "none")
    with refused(RequestError, "starts", expected="HH:MM", got="9:30"):
        play.reschedule("D1", date(2026, 4, 30), "9:30")
    play.reschedule("D1", date(2026, 4, 30), "14:00")
    send_all(sender)
    assert "2026-04-30 14:00" in box.taken[-1].text


def test_a_void_is_told_to_whom_an_invitation_may_have_reached(play: Play, box: MailBox) -> None:
    sender = by_mail(play, box)
    assert len(claim_notices(play.office, MAIL, 1)) == 1  # and the worker dies
    play.void("D1")
    assert states(play) == [MOOT, MOOT]
    assert send_all(sender) == 1
    assert box.taken[0].message["Subject"] == "取消通知（2026-03-21）"


def test_nothing_is_made_where_no_channel_is_switched_on() -> None:
    play = playing()
    start(play)
    assert states(play) == []
    assert len(list_unreached(play.office, POOL)) == 2


def test_nobody_without_a_number_is_written_to(box: MailBox) -> None:
    play = playing(MAIL)
    members = [replace(each, phone="") for each in pool(X1=8)]
    play.import_roster("R2", members)
    start(play)
    assert send_all(by_mail(play, box)) == 0
    assert len(list_unreached(play.office, POOL)) == 2


# Links.


def test_links_that_are_none(play: Play, box: MailBox) -> None:
    send_all(by_mail(play, box))
    good = tokens(box)[0]
    for bad in ("", "x", good[:-1], f"{good}=", good[::-1], "é" * 43):
        with refused(AccessError, "link_unknown"):
            reply_by_link(play.office, bad, "accept", "none")
        with refused(AccessError, "link_unknown"):
            invitation_of(play.office, bad)


def test_a_link_speaks_for_its_own_row_alone(play: Play, box: MailBox) -> None:
    send_all(by_mail(play, box))
    written = [reply_by_link(play.office, token, "accept", "none")[0] for token in tokens(box)]
    seats = {(entry.body["group"], entry.body["row"]) for entry in written}
    assert len(seats) == 2
    with play.store.reading() as reader:
        phones = [
            reader.listed(
                play.attempt("D1").chain.place, e.body["group"], "eligible", e.body["row"]
            ).opened.expert["phone"]
            for e in written
        ]
    assert [mail.recipient.partition("@")[0] for mail in box.taken] == phones


def test_an_answer_counts_once(play: Play, box: MailBox) -> None:
    send_all(by_mail(play, box))
    token = tokens(box)[0]
    assert invitation_of(play.office, token).state == "open"
    reply_by_link(play.office, token, "decline", "illness")
    assert invitation_of(play.office, token).state == "decline"
    with refused(ReplyError, "link_answered", got="decline"):
        reply_by_link(play.office, token, "accept", "none")


def test_an_answer_noted_by_telephone_ends_the_link_and_what_still_waits(play: Play) -> None:
    play.answer("D1", "aa")
    assert states(play) == [MOOT, MOOT]


def test_a_link_dies_at_the_deadline(play: Play, box: MailBox) -> None:
    send_all(by_mail(play, box))
    token = tokens(box)[0]
    play.now = play.attempt("D1").deadline
    assert invitation_of(play.office, token).state == "open"
    play.wait(seconds=1)
    assert invitation_of(play.office, token).state == "late"
    with refused(ReplyError, "link_late"):
        reply_by_link(play.office, token, "accept", "none")
    play.advance("D1")
    assert invitation_of(play.office, token).state == "late"


def test_a_link_of_an_earlier_attempt_counts_no_more(play: Play, box: MailBox) -> None:
    send_all(by_mail(play, box))
    token = tokens(box)[0]
    play.void("D1")
    with refused(ReplyError, "link_over"):
        reply_by_link(play.office, token, "accept", "none")
    matter = {"filing_number": "抽〔2026〕D1号", "kind": "retry"}
    play.request("D1", {"X1": 2}, **matter)
    play.start_requested("D1")
    assert invitation_of(play.office, token).state == "over"
    with refused(ReplyError, "link_over"):
        reply_by_link(play.office, token, "accept", "none")


def test_an_answer_that_is_none_changes_nothing(play: Play, box: MailBox) -> None:
    send_all(by_mail(play, box))
    token = tokens(box)[0]
    with pytest.raises(InputError):
        reply_by_link(play.office, token, "accept", "illness")
    assert invitation_of(play.office, token).state == "open"


def test_two_browsers_answer_one_invitation(tmp_path: Path, box: MailBox) -> None:
    with closing(create_store(tmp_path / "draws.db", ORIGIN, VAULT)) as store:
        play = playing(MAIL, store=store)
        start(play)
        send_all(by_mail(play, box))
        token, together = tokens(box)[0], threading.Barrier(2)

        def answer(said: tuple[str, str]) -> str:
            together.wait()
            try:
                reply_by_link(play.office, token, *said)
            except ReplyError as error:
                return error.code
            return said[0]

        with ThreadPoolExecutor(2) as threads:
            found = list(threads.map(answer, [("accept", "none"), ("decline", "illness")]))
        won = next(each for each in found if each != "link_answered")
        assert sorted(found) == sorted([won, "link_answered"])
        assert invitation_of(play.office, token).state == won
        assert play.types("D1").count("REPLIED") == 1


# Silence.


def rounds(play: Play) -> Rounds:
    return Rounds(play.office, lambda: None)


def test_silence_after_a_proof_is_noted_by_itself(play: Play, box: MailBox) -> None:
    send_all(by_mail(play, box))
    assert list_unreached(play.office, POOL) == []
    play.now = play.attempt("D1").deadline + SECOND
    assert rounds(play).look() == 4  # twice EXPIRED, CLOSED, INVITED
    assert play.types("D1")[-4:] == ["EXPIRED", "EXPIRED", "CLOSED", "INVITED"]


def test_without_a_proof_somebody_has_to_call(play: Play, box: MailBox) -> None:
    claim_notices(play.office, MAIL, 1)  # and its worker dies
    send_all(by_mail(play, box))
    (unreached,) = list_unreached(play.office, POOL)
    play.now = play.attempt("D1").deadline + SECOND
    working = rounds(play)
    assert working.look() == 1
    assert play.types("D1")[-1] == "EXPIRED"  # of the one who was reached
    assert working.look() == 0
    assert list_unreached(play.office, POOL) == [unreached]
    assert play.phase("D1") == "inviting"
    written = play.advance("D1")  # somebody has called, and says that nobody answers
    assert [entry.type for entry in written] == ["EXPIRED", "CLOSED", "INVITED"]


def test_a_proof_that_comes_after_the_deadline_proves_nothing(play: Play) -> None:
    (first, _) = claim_notices(play.office, MAIL, 9)
    play.now = play.attempt("D1").deadline + SECOND
    settle_delivered(play.office, first.notice, "250 yes")
    assert states(play) == [DELIVERED, WAITING]
    assert rounds(play).look() == 0
    assert len(list_unreached(play.office, POOL)) == 2


# What fails.


def test_a_mail_server_that_is_down_for_a_day(play: Play, box: MailBox) -> None:
    play.answer("D1", "aa")
    play.release("D1")
    with mail_server() as gone:
        pass
    down, tries = by_mail(play, gone), []
    end = play.now + timedelta(days=1)
    while play.now < end:
        if send_all(down):
            tries.append(play.now)
        play.wait(seconds=30)
    assert states(play, "confirmed") == [WAITING, WAITING]
    waits = [after - before for before, after in pairwise(tries)]
    assert max(waits) <= timedelta(hours=1, minutes=1)
    assert len(tries) < 2 * MOST_TRIES
    gone.port, up = box.port, by_mail(play, box)
    play.wait(hours=1)
    assert send_all(up) == 2
    assert states(play, "confirmed") == [DELIVERED, DELIVERED]
    assert len({mail.id for mail in box.taken}) == len(box.taken) == 2


def test_a_message_that_cannot_be_opened_keeps_no_other_waiting(
    tmp_path: Path, box: MailBox
) -> None:
    with closing(create_store(tmp_path / "o.db", ORIGIN, VAULT)) as store:
        play = playing(MAIL, store=store)
        start(play)
        (first, _) = the_notices(play)
        with closing(sqlite3.connect(tmp_path / "o.db")) as raw, raw:
            raw.execute("UPDATE notice SET letter = zeroblob(40) WHERE id = ?", (first.id,))
        assert send_all(by_mail(play, box)) == 1
        assert len(box.taken) == 1
        kept = next(notice for notice in the_notices(play) if notice.id == first.id)
        assert (kept.state, kept.fault, kept.tries) == (WAITING, "data_key_wrong", 1)


def test_a_mistake_in_sending_one_keeps_no_other_waiting(play: Play) -> None:
    first = the_notices(play)[0]
    sent: list[str] = []

    def send(outgoing: Outgoing) -> str:
        if outgoing.notice.id == first.id:
            raise RuntimeError("王甲")
        sent.append(outgoing.notice.id)
        return "250 yes"

    assert Notices(play.office, MAIL, send).look() == 2
    assert len(sent) == 1
    assert states(play) == [DELIVERED, WAITING]


def test_an_invitation_that_would_come_too_late_is_not_sent(play: Play, box: MailBox) -> None:
    play.now = play.attempt("D1").deadline + SECOND
    assert send_all(by_mail(play, box)) == 0
    assert states(play) == [MOOT, MOOT]
    assert box.taken == []


def test_what_is_refused_for_good_is_dead_until_somebody_has_it_tried_again(
    play: Play, box: MailBox
) -> None:
    box.answers = {"RCPT": "550 nobody"}
    send_all(by_mail(play, box))
    assert states(play) == [DEAD, DEAD]
    with play.store.reading() as reader:
        dead = reader.notices(DEAD, 9)
    assert {notice.fault for notice in dead} == {"mail_refused"}
    play.wait(minutes=1)
    box.answers = {}
    assert send_all(by_mail(play, box)) == 0
    retry_notice(play.office, dead[0].id)
    assert send_all(by_mail(play, box)) == 1
    assert states(play) == [DEAD, DELIVERED]
    with refused(PhaseError, "notice_not_dead"):
        retry_notice(play.office, dead[0].id)
    with refused(MissingError, "no_notice"):
        retry_notice(play.office, "0" * 32)
    play.now = play.attempt("D1").deadline + SECOND
    with refused(PhaseError, "notice_not_dead"):
        retry_notice(play.office, dead[1].id)


def test_what_is_dead_is_forgotten_once_the_expert_was_reached_otherwise(
    play: Play, box: MailBox
) -> None:
    box.answers = {"RCPT": "550 nobody"}
    send_all(by_mail(play, box))
    with play.store.reading() as reader:
        dead = reader.notices(DEAD, 9)
    play.answer("D1", "aa")
    assert states(play) == [MOOT, MOOT]
    with play.store.reading() as reader:
        assert [reader.letter(notice.id) for notice in dead] == [None, None]
        assert {notice.fault for notice in reader.notices(MOOT, 9)} == {"mail_refused"}


def test_after_too_many_tries_a_notice_is_dead(play: Play, box: MailBox) -> None:
    play.answer("D1", "aa")
    play.release("D1")
    box.answers = {"RCPT": "451 later"}
    for _ in range(MOST_TRIES):
        assert send_all(by_mail(play, box)) == 2
        play.wait(hours=1)
    assert states(play, "confirmed") == [DEAD, DEAD]
    assert send_all(by_mail(play, box)) == 0


# Workers.


def test_a_notice_is_taken_over_when_its_lease_ends(play: Play, box: MailBox) -> None:
    claimed = claim_notices(play.office, MAIL, 9)
    assert send_all(by_mail(play, box)) == 0
    play.now += LEASE
    assert send_all(by_mail(play, box)) == 2
    assert {mail.id for mail in box.taken} == {each.notice.id for each in claimed}
    # The first worker lives after all, and says that it had delivered, too: every link works.
    settle_delivered(play.office, claimed[0].notice, "250 yes")
    assert invitation_of(play.office, claimed[0].token).state == "open"
    assert states(play) == [DELIVERED, DELIVERED]


def test_an_expert_who_answers_before_the_delivery_is_noted(tmp_path: Path) -> None:
    """No transaction is open while a message is on its way, or this would wait for ever."""
    with closing(create_store(tmp_path / "draws.db", ORIGIN, VAULT)) as store:
        play = playing(MAIL, store=store)
        start(play)

        def send(outgoing: Outgoing) -> str:
            reply_by_link(play.office, outgoing.token, "accept", "none")
            if play.phase("D1") == "completed":
                raise DeliveryError(
                    "mail_unreachable", got="TimeoutError"
                )  # it had come through all the same
            return "250 yes"

        send_all(Notices(play.office, MAIL, send))
        assert play.phase("D1") == "completed"
        assert states(play) == [DELIVERED, MOOT]


def test_many_workers_send_each_message_once(tmp_path: Path) -> None:
    with (
        closing(create_store(tmp_path / "draws.db", ORIGIN, VAULT)) as store,
        hook_server() as box,
    ):
        play = playing(WEBHOOK, store=store)
        start(play, seats=8)
        together = threading.Barrier(4)

        def worker(_: int) -> int:
            sender = by_hook(play, box)
            together.wait()
            return send_all(sender)

        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(worker, range(4))) == 8
        assert len(set(box.ids)) == len(box.ids) == 8
        assert all(each.is_signed for each in box.received)
        with store.reading() as reader:
            proofs = {reader.delivery(id_) for id_ in box.ids}
        assert len(proofs) == 1
        assert proofs.pop().startswith("200 sha256:")


def test_each_channel_tells_everybody() -> None:
    play = playing(MAIL, WEBHOOK)
    start(play)
    with mail_server() as mail, hook_server() as hook:
        send_all(by_mail(play, mail))
        send_all(by_hook(play, hook))
    assert (len(mail.taken), len(hook.received)) == (2, 2)
    assert {each.id for each in mail.taken}.isdisjoint(hook.ids)


def test_what_a_notice_says_is_erased_with_the_row(play: Play) -> None:
    play.answer("D1", "aa")
    play.release("D1")
    with play.store.reading() as reader:
        ids = [n.id for n in reader.notices_at(play.attempt("D1").chain.place) if n.next_at]
        assert all(reader.letter(id_) for id_ in ids)
    rows = Rows(0, "eligible", range(8))
    erase_disclosures(play.office, "D1", rows, ground="到期", approval=APPROVAL)
    with play.store.reading() as reader:
        assert [reader.letter(id_) for id_ in ids] == [None, None]
    assert claim_notices(play.office, MAIL, 9) == []
