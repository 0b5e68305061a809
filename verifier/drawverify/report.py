"""The report that people read: facts in words, calm, with nothing left out."""

from __future__ import annotations

from typing import Any

from .columns import pad, safe, table, width, wrapped
from .steps.end import CHOSEN
from .wording import Wording
from .words import Words

GREEN, RED, YELLOW, BOLD, PLAIN = "32", "31", "33", "1", ""
COLOURS = {"verified": GREEN, "failed": RED, "unreadable": RED, "unverifiable": YELLOW}
FEW_PER_SEAT = 3
LIMITS = ("roster", "exclusions", "calls", "tailored", "attended", "names", "abort")
MARKS = {"passed": "✓", "failed": "✗", "not_checkable": "?", "not_taken": "·"}
# The worst first: what stands before a part of the checks.
RESULTS = ("failed", "not_checkable", "not_taken", "passed")
KINDS = {"failed": ("fail", RED), "not_checkable": ("missing", YELLOW)}
DETAILS = ("where", "expected", "got", "missing")
DIGITS_OF_KEY, HEX_GROUP = 16, 8
EVENT_CODES = ("class", "reason", "kind", "ground", "form", "attestation")


class Report:
    """The report of one verification, from its facts."""

    def __init__(
        self, facts: dict[str, Any], checks: list[dict[str, Any]], words: Words, *, colour: bool
    ) -> None:
        self.facts = facts
        self.checks = {check["id"]: check for check in checks}
        self.words = words
        self.colour = colour
        self.wording = Wording(words, facts.get("groups", []), facts.get("utc_offset_minutes"))

    def lines(self) -> list[str]:
        """Returns all lines; what cannot be read at all gets a short report."""
        lines = self.headline()
        if self.facts["verdict"] == "unreadable":
            return lines
        sections = {
            "draw": self.draw(),
            "panel": self.panel(),
            "funnel": self.funnel(),
            "randomness": self.randomness(),
            "walk": self.walk(),
            "events": self.events(),
            "checks": [*self.given(), *self.check_list()],
            "rules": self.rules(),
            "limits": self.limits(),
        }
        for name, body in sections.items():
            if body:
                lines += ["", self.paint(self.words(f"section.{name}"), BOLD), *body]
        return lines

    def paint(self, text: str, *styles: str) -> str:
        """Returns a text in a colour, on a terminal."""
        codes = ";".join(filter(None, styles))
        return f"\x1b[{codes}m{text}\x1b[0m" if self.colour and codes else text

    # --- the verdict

    def headline(self) -> list[str]:
        """The verdict, what it means, and why a check did not pass."""
        verdict, voided = self.facts["verdict"], self.facts["status"] == "voided"
        colour = PLAIN if verdict == "verified" and voided else COLOURS[verdict]
        lines = [self.paint(self.words(f"headline.{verdict}"), BOLD, colour)]
        if self.facts.get("demonstration"):
            lines.append(self.paint(self.words("demonstration"), YELLOW))
        return [*lines, *wrapped(self.meaning(verdict, voided=voided)), *self.why()]

    def why(self) -> list[str]:
        """Returns why each check that did not pass did not."""
        lines: list[str] = []
        for outcome in self.facts["checks"]:
            # What this one has to say is the meaning.
            if outcome["result"] in KINDS and outcome["id"] != "end.finished":
                lines += self.outcome(outcome)
        return lines

    def meaning(self, verdict: str, *, voided: bool) -> str:
        """Returns what the verdict means, in a sentence."""
        first = next(iter(self.facts["failed"]), "")
        if verdict == "verified" and voided:
            verdict = "void"
        elif verdict == "verified" and self.facts["grade"] == "S":
            verdict = "in_turn"
        elif verdict == "failed" and first.startswith("disclosure."):
            verdict = "disclosures"
        elif first in {"file.trust", "file.disclosures"}:
            verdict = f"unreadable_{first.partition('.')[2]}"
        elif verdict == "unverifiable":
            ends = (o for o in self.facts["checks"] if o["id"] == "end.finished")
            verdict = next((str(o["missing"]) for o in ends if "missing" in o), verdict)
        return self.words(f"meaning.{verdict}", **self.ends())

    def ends(self) -> dict[str, str]:
        """Returns how this attempt stands, and how it and those before it were ended, in words."""
        words, earlier = self.words, self.facts.get("earlier", [])
        events = self.facts.get("events", [])
        reasons = [self.wording.value(e["reason"]) for e in events if e["type"] == "VOID"]
        discarded = [str(e["attempt"]) for e in earlier if e.get("class") == "discarded"]
        status = words(f"status.{self.facts['status']}")
        reason, attempts = words.listed(reasons) or "—", words.listed(discarded)
        told = {"status": status, "reason": reason, "attempts": attempts, "decided": "—"}
        told["ground"] = "—"
        for event in events:
            if event["type"] == "DECIDED" and event["kind"] in CHOSEN:
                told["decided"] = words(f"kind.{event['kind']}")
                told["ground"] = self.wording.value(event["ground"])
        return told

    def outcome(self, outcome: dict[str, Any]) -> list[str]:
        """Returns why a check did not pass, where, and what was expected."""
        kind, colour = KINDS[outcome["result"]]
        mark = f"  {MARKS[outcome['result']]} "
        # Of a file beside the record it is told which step that file did not pass.
        check = self.checks[outcome.get("cause") or outcome["id"]]
        sentence = check[f"{kind}_{self.words.language}"]
        lines = [self.paint(line, colour) for line in wrapped(sentence, mark, "    ")]
        for name in DETAILS:
            said = self.detail(name, outcome.get(name, ""), outcome["result"])
            if said:
                label = self.words(f"text.{name}") + self.words("text.colon")
                lines += wrapped(label + said, "    ", "      ")
        return lines

    def detail(self, name: str, value: object, result: str) -> str:
        """Returns a detail of an outcome in words, "" where there is none."""
        if name != "where":
            return self.wording.value(value) if value != "" else ""
        # Where something is missing, only an entry is a place.
        told = result == "failed" or str(value).startswith("entries[")
        return self.wording.place(str(value)) if told else ""

    # --- what was drawn

    def labelled(self, *pairs: tuple[str, str]) -> list[str]:
        """Returns a column of labels and a column of what they stand for, wrapped."""
        labels = [self.words(f"label.{name}") for name, _ in pairs]
        columns = max(map(width, labels), default=0)
        lines: list[str] = []
        for label, (_, text) in zip(labels, pairs):
            lines += wrapped(text, f"  {pad(label, columns)}  ", " " * (columns + 4))
        return lines

    def draw(self) -> list[str]:
        """Who drew what, and when by the operator's clock."""
        facts, words = self.facts, self.words
        attempt = words("text.attempt", draw=safe(facts["draw"]), attempt=facts["attempt"])
        pairs = [("pool", facts["pool"]), ("draw", attempt)]
        if "request" in facts:
            request = facts["request"]
            activity, earlier = request["activity"], len(request["earlier"])
            pairs += [
                ("organiser", safe(request["organiser"])),
                ("activity", f"{activity['date']}  {words('activity.' + activity['kind'])}"),
                ("matter", request["matter"][:DIGITS_OF_KEY] + "…"),
            ]
            if earlier:
                kind = words(f"kind.{request['kind']}")
                pairs.append(("kind", words("text.earlier", kind=kind, count=earlier)))
        for name, time in facts.get("times", {}).items():
            local, said = self.wording.local(time), f"text.{name}"
            pairs.append((name, words(said, time=local) if said in words else local))
        pairs.append(("status", words(f"status.{facts['status']}")))
        if "check_code" in facts:
            pairs.append(("check_code", facts["check_code"]))
        return self.labelled(*pairs)

    def group(self, number: int) -> str:
        """Returns the name of a group: its specialty."""
        return self.wording.group(number)

    def funnel(self) -> list[str]:
        """From the roster to the seats, per group; a narrow choice is pointed out."""
        lines, words = [], self.words
        for number, group in enumerate(self.facts.get("funnel", [])):
            ratio = words("text.ratio", ratio=f"{group['eligible'] / group['seats']:.1f}")
            numbers = {name: group[name] for name in ("rows", "excluded", "eligible", "seats")}
            head = words("text.funnel", group=self.group(number), **numbers)
            lines += wrapped(head + words("text.in_brackets", what=ratio), "  ", "    ")
            reasons = (f"{words(f'reason.{name}')} {n}" for name, n in group["reasons"].items())
            filters = map(safe, group["filters"])
            lines += [f"    · {line}" for line in (*reasons, *filters)]
            if group["eligible"] < FEW_PER_SEAT * group["seats"]:
                lines.append(self.paint(f"    {words('text.narrow')}", YELLOW))
        changes = self.facts.get("since_request", {})
        if any(changes.values()):
            lines.append(self.paint(f"  {words('text.changed', **changes)}", YELLOW))
        return lines

    def randomness(self) -> list[str]:
        """Where the seed came from, who took part, and the grade."""
        facts, words = self.facts, self.words
        if "source" not in facts:
            return []
        source = dict(facts["source"])
        pairs = [("source", words(f"source.{source.pop('kind')}", **source))]
        roles = [words(f"role.{witness['role']}") for witness in facts["witnesses"]]
        columns = max(map(width, roles), default=0)
        for role, witness in zip(roles, facts["witnesses"]):
            key = f"{witness['key'][:DIGITS_OF_KEY]}…"
            pairs.append(("witness", f"{pad(role, columns)}  {key}  {self.known(witness)}"))
        return self.labelled(*pairs, ("grade", words(f"grade.{facts['grade']}")))

    def known(self, witness: dict[str, Any]) -> str:
        """Returns who a witness is by the trust file, and whether he is independent."""
        words = self.words
        if witness["names"]:
            free = words(f"text.{'independent' if witness['independent'] else 'dependent'}")
            return safe(words.listed(witness["names"])) + words("text.in_brackets", what=free)
        if witness["role"] == "operator":
            return words("text.operator")
        return words("text.unlisted" if self.facts.get("trust") else "text.unjudged")

    # --- the walk

    def walk(self) -> list[str]:
        """The rounds of invitations, each row with its answer."""
        items = self.facts.get("walk")
        if not items:
            return [] if items is None else [f"  {self.words('text.no_invitation')}"]
        rows = [self.heading("place", items, "reply", "attestation")]
        places: dict[int, int] = {}
        for item in items:
            place = places[item["round"]] = places.get(item["round"], 0) + 1
            rows.append(self.invitation(place, item, rows[0]))
        heading, *lines = table(rows, "    ")
        told, last = [heading], 0
        replacing = {item["round"] for item in items if item["round"] > 1 and not item["again"]}
        for item, line in zip(items, lines):
            if item["round"] != last:
                last = item["round"]
                times = {name: self.wording.local(item[name]) for name in ("sent", "deadline")}
                word = "text.replacements" if last in replacing else "text.round"
                told += wrapped(self.words(word, round=last, **times), "  ", "    ")
            told.append(line)
        return told

    def heading(self, first: str, items: list[dict[str, Any]], *last: str) -> list[str]:
        """Returns names of columns; serials have one where there are any."""
        serial = ["serial"] if any(item["serial"] for item in items) else []
        names = [*filter(None, [first]), "group", "row", *serial, *last]
        return [self.words(f"column.{name}") for name in names]

    def row_name(self, item: dict[str, Any], *, serial: bool) -> list[str]:
        """Returns the columns for group, row and serial."""
        return [self.group(item["group"]), str(item["row"]), *([item["serial"]] if serial else [])]

    def invitation(self, place: int, item: dict[str, Any], heading: list[str]) -> list[str]:
        """Returns the columns of one invitation."""
        words, notes = self.words, []
        if item["again"]:
            notes.append(words("text.again"))
        if "corrected" in item:
            notes.append(words("text.corrected", answer=self.answer(item["corrected"])))
        if item["withdrawn"]:
            notes.append(words("text.withdrawn"))
        named = self.row_name(item, serial=words("column.serial") in heading)
        reply = item.get("reply")
        if reply is None:
            said = [f"… {words('text.waiting')}", ""]
        else:
            mark = "⌛" if reply["type"] == "EXPIRED" else "✗"
            mark = "✓" if reply.get("answer") == "accept" else mark
            said = [f"{mark} {self.answer(reply)}", words(f"attestation.{reply['attestation']}")]
        return [str(place), *named, *said, words.listed(notes)]

    def answer(self, reply: dict[str, Any]) -> str:
        """Returns an answer and its reason in words."""
        if "tries" in reply:
            # The pool office notes a silence without counting its calls.
            counted = reply["tries"] or reply["attestation"] != "handler"
            word = "text.silent" if counted else "text.silent_uncounted"
            return self.words(word, tries=reply["tries"])
        reason = self.words(f"reason.{reply['reason']}")
        answer = self.words(f"answer.{reply['answer']}")
        return answer + (self.words("text.in_brackets", what=reason) if reason else "")

    def panel(self) -> list[str]:
        """Who holds the seats, and the weakest support of any reply."""
        facts, words = self.facts, self.words
        seats = facts.get("panel")
        if seats is None:
            return [f"  {words('text.no_panel')}"] if "funnel" in facts else []
        heading = self.heading("", seats, "public")
        rows = [heading]
        for seat in seats:
            digits = words("text.digest", digits=seat["public"][:DIGITS_OF_KEY])
            name = safe(seat["text"]) if "text" in seat else digits
            rows.append([*self.row_name(seat, serial=words("column.serial") in heading), name])
        lines = table(rows) if seats else [f"  {words('text.no_panel')}"]
        for number, missing in enumerate(facts["missing"]):
            if missing:
                lines.append(f"  {words('text.short', group=self.group(number), missing=missing)}")
        if facts["attestation"] != "none":
            lines += self.labelled(("weakest", words(f"attestation.{facts['attestation']}")))
        return [*lines, *wrapped(self.words("text.order"), "  ")]

    def events(self) -> list[str]:
        """What else was entered: changes, the end, corrections of the clock."""
        rows = []
        for event in self.facts.get("events", []):
            codes = [self.words(f"{name}.{event[name]}") for name in EVENT_CODES if name in event]
            said = [self.answer(event)] if "answer" in event else codes
            caution = f"caution.{event['type']}"
            said += [self.words(caution)] if caution in self.words else []
            said += [self.signed(event["role"])] if "role" in event else []
            about = self.words.listed([*self.about(event), *said])
            rows.append([self.wording.local(event["time"]), self.type(event), about])
        return table(rows)

    def type(self, event: dict[str, Any]) -> str:
        """Returns the type of an entry in words."""
        return self.words(f"type.{event['type']}")

    def signed(self, role: str) -> str:
        """Returns which witness signed an entry."""
        return self.words("text.signed", role=self.words(f"role.{role}"))

    def about(self, event: dict[str, Any]) -> list[str]:
        """Returns the group and the row that an event is about, if it is about one."""
        words = self.words
        group = [words("text.group", group=self.group(event["group"]))] if "group" in event else []
        return group + ([words("text.row", row=event["row"])] if "row" in event else [])

    # --- the checks, the regulation

    def given(self) -> list[str]:
        """What came from outside the record, and what to compare with it."""
        facts, words = self.facts, self.words
        trust, text = facts.get("trust"), words("text.not_given")
        if trust:
            values = {"issuer": safe(trust["issuer"]), "version": trust["version"]}
            values["digits"] = trust["key"][:DIGITS_OF_KEY]
            text = words("text.trust", issued=trust["issued"][:10], **values)
        slip = words("text.slip" if facts["slip_given"] else "text.no_slip")
        pairs = [("origin", facts["origin"]), ("trust", text), ("slip", slip)]
        if "seal" in facts:
            seal = facts["seal"]
            groups = (seal[n : n + HEX_GROUP] for n in range(0, len(seal), HEX_GROUP))
            pairs.append(("seal", " ".join(groups)))
        return self.labelled(*pairs)

    def check_list(self) -> list[str]:
        """The checks by part; what was not given is not counted."""
        parts: dict[str, list[dict[str, Any]]] = {}
        for outcome in self.facts["checks"]:
            parts.setdefault(self.checks[outcome["id"]]["part"], []).append(outcome)
        columns = max(width(self.words(f"part.{part}")) for part in parts)
        lines, counted = [], []
        for part, found in parts.items():
            name = pad(self.words(f"part.{part}"), columns)
            if part == "disclosures" and not self.facts.get("disclosures_given"):
                lines.append(f"  {MARKS['not_taken']} {name}  {self.words('text.not_given')}")
                continue
            counted += found
            lines.append(f"  {self.part(name, found)}")
        return [*lines, *wrapped(self.total(counted), "  ")]

    def part(self, name: str, found: list[dict[str, Any]]) -> str:
        """Returns the line of a part: marked by the worst of its checks."""
        results = [outcome["result"] for outcome in found]
        worst = next(result for result in RESULTS if result in results)
        steps = self.words.listed([o["id"] for o in found if o["result"] == worst])
        numbers = {"passed": results.count("passed"), "all": len(found)}
        colour = KINDS[worst][1] if worst in KINDS else PLAIN
        said = self.words(f"text.{worst}", steps=steps, **numbers)
        return self.paint(f"{MARKS[worst]} {name}  {said}", colour)

    def total(self, outcomes: list[dict[str, Any]]) -> str:
        """Returns how many checks ended how."""
        results = [outcome["result"] for outcome in outcomes]
        return self.words(
            "text.total",
            all=len(results),
            passed=results.count("passed"),
            failed=results.count("failed"),
            unknown=results.count("not_checkable"),
            untaken=results.count("not_taken"),
        )

    def rules(self) -> list[str]:
        """The regulation, how the pool reads it, and what it does not say."""
        profile = self.facts.get("profile")
        if not profile:
            return []
        lines = self.labelled(("regulation", safe(f"{profile['name']}  {profile['regulation']}")))
        mark = self.words("text.in_brackets", what=self.words("label.assumed"))
        assumed = [self.wording.parameter(profile, path) + mark for path in profile["assumed"]]
        for name, items in (("readings", map(safe, profile["readings"])), ("assumed", assumed)):
            bullets = [line for item in items for line in wrapped(item, "    · ", "      ")]
            if bullets:
                why = self.words("text.in_brackets", what=self.words(f"text.{name}"))
                lines += [f"  {self.words(f'label.{name}')}{why}", *bullets]
        return lines

    def limits(self) -> list[str]:
        """What no record can prove; said where something was proven."""
        if self.facts["verdict"] == "failed":
            return []
        slim = ["slim"] if self.facts["kind"] == "slim" else []
        limits = (self.words(f"limit.{name}") for name in [*slim, *LIMITS])
        return [line for limit in limits for line in wrapped(limit, "  · ", "    ")]
