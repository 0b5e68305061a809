"""Ends of rounds, outcome and changes of the walk: steps 44 to 46 of SPEC §13."""

from vectorgen.case import failing
from vectorgen.ending import Ending
from vectorgen.plan import Group
from vectorgen.scenes import DECLINE, drawn, flipped, seeded, setting


@failing("walk.closed", "closed while somebody is asked", "尚有人未答即结束本轮")
def walk_closed_early() -> Ending:
    draw = seeded().invite()
    draw.reply("0.0", "accept")
    draw.close()
    draw.walk.groups[0].states[draw.named(0, 1)[1]] = "accepted"
    return draw.play()


@failing("walk.closed", "closed again after completion", "完成后又结束一轮")
def walk_closed_again() -> Ending:
    return drawn().close().play()


@failing("walk.closed", "a later round pinned although replacement is fixed", "固定递补而指定信标")
def walk_closed_next() -> Ending:
    pinned = [
        {
            "chain": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
            "round": 30_000_000,
        }
    ]
    return drawn({"CLOSED[0].body": setting(next=pinned)})


@failing("walk.outcome", "completed with a vacancy (A16)", "有空缺而称完成（A16）")
def walk_outcome_vacancy() -> Ending:
    draw = seeded().invite().answer_round(DECLINE).close()
    draw.append("COMPLETED", {"accepted": [1]})
    return draw


@failing("walk.outcome", "shortage although candidates are left (A16)", "尚有候选人而称缺额（A16）")
def walk_outcome_contrived() -> Ending:
    return seeded().invite().answer_round(DECLINE).close().outcome().decide()


@failing("walk.outcome", "another number of accepted", "应邀人数不符")
def walk_outcome_accepted() -> Ending:
    return drawn({"COMPLETED.body": setting(accepted=[3])})


@failing("walk.outcome", "another number missing", "缺额人数不符")
def walk_outcome_missing() -> Ending:
    draw = Ending(hooks={"SHORTAGE.body": setting(missing=[2])}, groups=(Group(4, range(3)),))
    return draw.to_seeded().play().decide()


@failing(
    "walk.change", "a correction called walk after the next invitations", "邀请已发仍按递补更正"
)
def walk_change_effect() -> Ending:
    draw = drawn()
    draw.correct("0.0", "recuse", "walk")
    return draw.close().play()


@failing("walk.change", "a correction of what was noted earlier still", "更正的不是最近记录")
def walk_change_leaf() -> Ending:
    return (
        seeded({"CORRECTED.body": setting(leaf=flipped)})
        .invite()
        .answer_round()
        .correct("0.0", "decline")
        .close()
        .play()
    )


@failing("walk.change", "a withdrawal after completion, nothing follows it", "退出之后未继续递补")
def walk_change_no_close() -> Ending:
    draw = drawn().withdraw("0.1")
    return draw.witnessed()


@failing("walk.change", "more than 10,000 seats", "名额超过10000")
def walk_change_seats() -> Ending:
    return drawn().add_seats(0, 9_999).close().play()
