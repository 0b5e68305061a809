"""The tree of errors a user can cause or meet. Everything here is caught at an entry point and put into words there.

DrawError
├── InputError            what was handed in cannot be used; nothing was changed
│   ├── RosterError       a roster file; carries every bad cell
│   ├── ProfileError      a regulation profile
│   ├── CalendarError     a holiday calendar
│   ├── EntryError        bytes that are not an entry of SPEC §5
│   ├── RequestError      a draw request
│   ├── SettingsError     settings of the service; carries every fault
│   ├── StatementError    a signature by a person or body
│   ├── TrustError        a trust file
│   ├── RecordError       a record file that a witness cannot accept
│   ├── LogFileError      a log file that a cosigner cannot accept
│   ├── BeaconError       a beacon's chain, round or file of rounds
│   └── PassphraseError   a key file, and another passphrase than it was sealed with
├── AccessError          who calls is not known, or may not do this; nothing was changed
├── StateError            the step is not possible in the present state of the draw; nothing was changed
│   ├── PhaseError        the entry is not allowed in this phase (SPEC §5.6)
│   ├── ReplyError        a reply that is too late, to nobody, or given twice
│   ├── DuplicateError    a second draw, witness or commitment where one is allowed
│   ├── MissingError      something named does not exist
│   ├── RelayError        a beacon round that no relay gave
│   ├── DeliveryError     a message that the next hop did not take
│   │   └── UndeliverableError   nor will it take it later
│   └── FolderError       a witness's folder: missing, damaged, in use
└── LogError              the log or its key refuses

An error has a `code` (stable, the key of its wording in web/locales) and `facts`, the values the wording needs: as
a rule `expected` and `got`. Facts never hold personal data or secrets.
"""

from __future__ import annotations


class DrawError(Exception):
    """Something the user can put right.

    Args:
        code: stable identifier, `[a-z][a-z0-9_]*`; its wording is `errors.<code>` in web/locales.
        facts: values for the wording, by name.
    """

    said: tuple[str, str, str] | None = None
    """What came, what was expected and the way out, of an error that somebody else has put into words already."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        listed = ", ".join(f"{name}={value!r}" for name, value in sorted(facts.items()))
        super().__init__(f"{code}: {listed}" if listed else code)


class InputError(DrawError):
    """What was handed in cannot be used."""


class RosterError(InputError):
    """A roster file cannot be imported. Fact `cells`: a list of domain.roster.CellFault."""


class ProfileError(InputError):
    """A regulation profile is malformed or contradicts itself."""


class CalendarError(InputError):
    """A holiday calendar is malformed or does not reach far enough."""


class EntryError(InputError):
    """Bytes that are not an entry of SPEC §5."""


class RequestError(InputError):
    """A draw request that cannot be accepted."""


class SettingsError(InputError):
    """Settings of the service that cannot be used. Fact `failures`: an error for each fault."""


class StatementError(InputError):
    """A statement (SPEC §7.1) that is malformed, by the wrong key, or wrongly signed."""


class TrustError(InputError):
    """A trust file (SPEC §11.2) that cannot be used."""


class RecordError(InputError):
    """A record file (SPEC §11.1) in which a witness finds something wrong; he signs nothing about it."""


class LogFileError(InputError):
    """A log file (SPEC §11.8) in which a cosigner finds something wrong; he signs nothing about it."""


class BeaconError(InputError):
    """A beacon's chain, round or file of rounds (SPEC §8.2) that cannot be used."""


class PassphraseError(InputError):
    """The key file is sound; the passphrase belongs to another."""


class AccessError(DrawError):
    """Whoever calls is not known, or may not do this."""


class StateError(DrawError):
    """The step is not possible in the present state of the draw."""


class PhaseError(StateError):
    """The entry is not allowed in this phase (SPEC §5.6)."""


class ReplyError(StateError):
    """A reply that is too late, by somebody who was not invited, or given twice."""


class DuplicateError(StateError):
    """A second draw, witness or commitment where only one is allowed."""


class MissingError(StateError):
    """Something named does not exist."""


class RelayError(StateError):
    """A relay that gave no round, or something else. Of `relays_failed`, fact `failures`: one for each relay."""


class DeliveryError(StateError):
    """A message that the next hop did not take; it is tried again."""


class UndeliverableError(DeliveryError):
    """A message that the next hop will not take later either."""


class FolderError(StateError):
    """A witness's folder that is missing, damaged, or open in another program."""


class LogError(DrawError):
    """The log or its key refuses."""
