"""The report that people read: facts in words, calm, with nothing left out."""

from __future__ import annotations

from typing import Any

from .columns import pad, safe, table, width, wrapped
from .deadline import MINUTE, seconds_of, time_text
from .words import LANGUAGES, load

GREEN, RED, YELLOW, BOLD, DIM, PLAIN = "32", "31", "33", "1", "2", ""
COLOURS = {"verified": GREEN, "failed": RED, "unreadable": RED, "unverifiable": YELLOW}
FEW_PER_SEAT = 3
LIMITS = ("roster", "exclusions", "calls", "tailored", "attended", "names", "abort")
MARKS = {"passed": "✓", "failed": "✗", "not_checkable": "?", "not_taken": "·"}
KINDS = {"failed": ("fail", RED), "not_checkable": ("missing", YELLOW)}
DIGITS_OF_KEY, HEX_GROUP = 16, 8
EVENT_CODES = ("class", "reason", "kind", "ground", "form")


class Words:
    """Words of one language, by key."""

    def __init__(self, language: str) -> None:
        self.column = LANGUAGES.index(language)
        self.language = language
        self._words: dict[str, list[str]] = load("words.json")

    def __call__(self, key: str, **values: object) -> str:
        """Returns the words of a key with values filled in; of an unknown code the code itself."""
        found = self._words.get(key)
        if found is None:
            return safe(key.partition(".")[2])
        return found[self.column].format(**values) if values else found[self.column]


class Report:
    """The report of one verification, from its facts."""

    def __init__(
        self, facts: dict[str, Any], checks: list[dict[str, Any]], words: Words, *, colour: bool
    ) -> None:
        self.facts = facts
        self.checks = {check["id"]: check for check in checks}
        self.words = words
        self.colour = colour
        windows = facts.get("profile", {}).get("windows", {})
        self.offset: int = windows.get("utc_offset_minutes", 0)

    def lines(self) -> list[str]:
        """Returns all lines."""
        sections = {
            "draw": self.draw(),
            "panel": self.panel(),
            "funnel": self.funnel(),
            "randomness": self.randomness(),
            "walk": self.walk(),
            "events": self.events(),
            "checks": [*self.given(), *self.check_list()],
            "rules": self.rules(),
            "limits": [f"  · {self.words(f'limit.{name}')}" for name in LIMITS],
        }
        lines = self.headline()
        for name, body in sections.items():
            if body:
                lines += ["", self.paint(self.words(f"section.{name}"), BOLD), *body]
        return lines

    def paint(self, text: str, *styles: str) -> str:
        """Returns a text in a colour, on a terminal."""
        codes = ";".join(filter(None, styles))
        return f"\x1b[{codes}m{text}\x1b[0m" if self.colour and codes else text

    def local(self, time: str) -> str:
        """Returns a time to the minute, in the time zone of the draw's windows."""
        return time_text(seconds_of(time) + self.offset * MINUTE)[:16].replace("T", " ")

    # --- what was drawn

    def headline(self) -> list[str]:
        """The verdict, and what it means in one sentence."""
        verdict, voided = self.facts["verdict"], self.facts["status"] == "voided"
        colour = PLAIN if verdict == "verified" and voided else COLOURS[verdict]
        lines = [self.paint(self.words(f"headline.{verdict}"), BOLD, colour)]
        if self.facts.get("demonstration"):
            lines.append(self.paint(self.words("demonstration"), YELLOW))
        meaning = "void" if verdict == "verified" and voided else verdict
        lines += wrapped(self.words(f"meaning.{meaning}"))
        for outcome in self.facts["checks"]:
            lines += self.sentence(outcome, "  ")
        return lines

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
        if "origin" not in facts:
            return []
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
        pairs += [*self.times(), ("status", words(f"status.{facts['status']}"))]
        if "check_code" in facts:
            pairs.append(("check_code", facts["check_code"]))
        return self.labelled(*pairs)

    def times(self) -> list[tuple[str, str]]:
        """When the steps were taken; the first says in which time zone."""
        hours, minutes = divmod(abs(self.offset), MINUTE)
        offset = f"{'-' if self.offset < 0 else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
        zone = self.words("text.utc", offset=offset)
        pairs = [(name, self.local(time)) for name, time in self.facts.get("times", {}).items()]
        return [(name, f"{time}{zone}") for name, time in pairs[:1]] + pairs[1:]

    def rules(self) -> list[str]:
        """The regulation, what was read into it, and what it does not say."""
        profile = self.facts.get("profile")
        if not profile:
            return []
        pairs = [("regulation", safe(f"{profile['name']}  {profile['regulation']}"))]
        for label, name in (("reading", "readings"), ("assumed", "assumed")):
            if profile[name]:
                pairs.append((label, safe("; ".join(profile[name]))))
        return self.labelled(*pairs)

    def given(self) -> list[str]:
        """What came from outside the record, and what to compare with it."""
        facts, words = self.facts, self.words
        if "origin" not in facts:
            return []
        trust, text = facts.get("trust"), words("text.no_trust")
        if trust:
            values = {"issuer": safe(trust["issuer"]), "version": trust["version"]}
            values["digits"] = trust["key"][:DIGITS_OF_KEY]
            text = words("text.trust", issued=trust["issued"][:10], **values)
        slip = words("text.slip" if facts["slip_given"] else "text.no_trust")
        pairs = [("origin", facts["origin"]), ("trust", text), ("slip", slip)]
        if "seal" in facts:
            seal = facts["seal"]
            groups = (seal[n : n + HEX_GROUP] for n in range(0, len(seal), HEX_GROUP))
            pairs.append(("seal", " ".join(groups)))
        return self.labelled(*pairs)

    def funnel(self) -> list[str]:
        """From the roster to the seats, per group; a narrow choice is pointed out."""
        lines, words = [], self.words
        for number, group in enumerate(self.facts.get("funnel", [])):
            ratio = words("text.ratio", ratio=f"{group['eligible'] / group['seats']:.1f}")
            numbers = {name: group[name] for name in ("rows", "excluded", "eligible", "seats")}
            head = f"{self.group_name(number)}  {words('text.funnel', **numbers)}  ({ratio})"
            lines += wrapped(head, "  ", "    ")
            reasons = (f"{words(f'reason.{name}')} {n}" for name, n in group["reasons"].items())
            filters = map(safe, group["filters"])
            lines += [f"    - {line}" for line in (*reasons, *filters)]
            if group["eligible"] < FEW_PER_SEAT * group["seats"]:
                lines.append(self.paint(f"    {words('text.narrow')}", YELLOW))
        changes = self.facts.get("since_request", {})
        if any(changes.values()):
            lines.append(self.paint(f"  {words('text.changed', **changes)}", YELLOW))
        return lines

    def group_name(self, number: int) -> str:
        """Returns the specialty of a group; no two groups have the same."""
        return str(self.facts["funnel"][number]["specialty"])

    def randomness(self) -> list[str]:
        """Where the seed came from, who took part, and the grade."""
        facts, words = self.facts, self.words
        if "source" not in facts:
            return []
        source = dict(facts["source"])
        pairs = [("source", words(f"source.{source.pop('kind')}", **source))]
        for witness in facts["witnesses"]:
            role = words(f"role.{witness['role']}")
            known = words("text.unlisted" if facts.get("trust") else "text.unjudged")
            if witness["role"] == "operator":
                known = words("text.operator")
            if witness["names"]:
                free = words(f"text.{'independent' if witness['independent'] else 'dependent'}")
                known = safe(", ".join(witness["names"])) + words("text.in_brackets", what=free)
            pairs.append(("witness", f"{role}  {witness['key'][:DIGITS_OF_KEY]}…  {known}"))
        return self.labelled(*pairs, ("grade", words(f"grade.{facts['grade']}")))

    # --- the walk

    def walk(self) -> list[str]:
        """The rounds of invitations, each row with its answer."""
        if "walk" not in self.facts:
            return []
        lines, items, last = [], self.facts["walk"], 0
        for item, row in zip(items, table([self.invitation(item) for item in items], "    ")):
            if item["round"] != last:
                last = item["round"]
                times = {name: self.local(item[name]) for name in ("sent", "deadline")}
                lines.append("  " + self.words("text.round", round=last, **times))
            lines.append(row)
        return lines or [f"  {self.words('text.no_invitation')}"]

    def row_name(self, item: dict[str, Any]) -> list[str]:
        """Returns group and row, with the serial where there is one."""
        row = self.words("text.row", row=item["row"])
        serial = self.words("text.serial", serial=item["serial"]) if item["serial"] else ""
        return [self.group_name(item["group"]), row, serial]

    def invitation(self, item: dict[str, Any]) -> list[str]:
        """Returns the columns of one invitation."""
        words, notes = self.words, []
        if item["again"]:
            notes.append(words("text.again"))
        elif item["round"] > 1:
            notes.append(words("text.replacement"))
        if "corrected" in item:
            notes.append(words("text.corrected", answer=self.answer(item["corrected"])))
        if item["withdrawn"]:
            notes.append(words("text.withdrawn"))
        reply = item.get("reply")
        if reply is None:
            return [*self.row_name(item), "…", words("text.waiting"), "", ", ".join(notes)]
        mark = "⌛" if reply["type"] == "EXPIRED" else "✗"
        mark = "✓" if reply.get("answer") == "accept" else mark
        said = [mark, self.answer(reply), words(f"attestation.{reply['attestation']}")]
        return [*self.row_name(item), *said, ", ".join(notes)]

    def answer(self, reply: dict[str, Any]) -> str:
        """Returns an answer and its reason in words."""
        if "tries" in reply:
            return self.words("text.silent", tries=reply["tries"])
        reason = self.words(f"reason.{reply['reason']}")
        answer = self.words(f"answer.{reply['answer']}")
        return answer + (self.words("text.in_brackets", what=reason) if reason else "")

    def panel(self) -> list[str]:
        """Who holds the seats, and the weakest support of any reply."""
        facts, words = self.facts, self.words
        if "panel" not in facts:
            return [f"  {words('text.no_panel')}"] if "funnel" in facts else []
        rows: list[list[str]] = []
        for seat in facts["panel"]:
            name = safe(seat["text"]) if "text" in seat else f"{seat['public'][:DIGITS_OF_KEY]}…"
            rows.append([*self.row_name(seat), name])
        for number, missing in enumerate(facts["missing"]):
            if missing:
                rows.append([self.group_name(number), words("text.short", missing=missing)])
        lines = table(rows) or [f"  {words('text.no_panel')}"]
        if "attestation" in facts:
            lines += self.labelled(("weakest", words(f"attestation.{facts['attestation']}")))
        return [*lines, *wrapped(self.words("text.order"), "  ")]

    def events(self) -> list[str]:
        """What else was entered: changes, the end, corrections of the clock."""
        rows = []
        for event in self.facts.get("events", []):
            codes = [self.words(f"{name}.{event[name]}") for name in EVENT_CODES if name in event]
            said = [self.answer(event)] if "answer" in event else codes
            what = self.words(f"event.{event['type']}")
            rows.append([self.local(event["time"]), what, ", ".join([*self.place(event), *said])])
        return table(rows)

    def place(self, event: dict[str, Any]) -> list[str]:
        """Returns the group and the row that an event is about, if it is about one."""
        group = [self.group_name(event["group"])] if "group" in event else []
        row = [self.words("text.row", row=event["row"])] if "row" in event else []
        return group + row

    # --- the checks

    def check_list(self) -> list[str]:
        """The checks by part, those that did not pass in full."""
        lines, outcomes = [], self.facts["checks"]
        parts: dict[str, list[dict[str, Any]]] = {}
        for outcome in outcomes:
            parts.setdefault(self.checks[outcome["id"]]["part"], []).append(outcome)
        columns = max(width(self.words(f"part.{part}")) for part in parts)
        for part, found in parts.items():
            passed = sum(outcome["result"] == "passed" for outcome in found)
            worst = next((o["result"] for o in found if o["result"] != "passed"), "passed")
            count = self.words("text.full_part", passed=passed, all=len(found))
            name = pad(self.words(f"part.{part}"), columns)
            if part == "disclosures" and not self.facts.get("disclosures_given"):
                count = self.words("text.no_trust")
            lines.append(f"  {MARKS[worst]} {name}  {count}")
            for outcome in found:
                lines += self.check(outcome)
        return [*lines, *wrapped(self.total(outcomes), "  ")]

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

    def check(self, outcome: dict[str, Any]) -> list[str]:
        """Returns a check that failed or is not checkable, with the reason and what to do."""
        result, words = outcome["result"], self.words
        if result not in KINDS:
            return []
        lines = [f"      {outcome['id']}", *self.sentence(outcome, "      ")]
        for name in ("where", "expected", "got"):
            if outcome[name]:
                text = f"{words(f'text.{name}')}: {safe(outcome[name])}"
                lines += wrapped(text, "        ", "          ")
        return lines

    def sentence(self, outcome: dict[str, Any], indent: str) -> list[str]:
        """Returns why a check did not pass and what to do, in one sentence."""
        kind, colour = KINDS.get(outcome["result"], ("", PLAIN))
        if not kind:
            return []
        words = self.checks[outcome["id"]][f"{kind}_{self.words.language}"]
        mark = f"{indent}{MARKS[outcome['result']]} "
        return [self.paint(line, colour) for line in wrapped(words, mark, indent + "  ")]
