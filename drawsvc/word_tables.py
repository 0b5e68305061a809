"""Which facts of errors hold codes, and which tables of web/locales have words for them."""

from __future__ import annotations

from collections.abc import Mapping

CODES = (
    "phases",
    "types",
    "roles",
    "sources",
    "answers",
    "reply_reasons",
    "publication",
    "recusal_grounds",
    "steps",
    "decisions",
    "kinds",
    "system",
    "asked",
)

# Codes that people type: they are shown beside their words, but not on pages, where nobody types them.
TYPED = frozenset(
    {
        "activities",
        "answers",
        "change_reasons",
        "decisions",
        "grounds",
        "key_roles",
        "kinds",
        "publication",
        "recusal_grounds",
        "reply_reasons",
        "roles",
        "sources",
        "steps",
        "void_reasons",
    }
)

# Facts whose values are codes with words of their own, and the tables that hold these.
TABLES: Mapping[str, tuple[str, ...]] = {
    "answer": ("answers",),
    "choices": CODES,
    "column": ("columns",),
    "columns": ("columns",),
    "expected": CODES,
    "got": CODES,
    "kind": ("statements", "sources"),
    "mode": ("mode",),
    "phase": ("phases",),
    "role": ("roles",),
    "source": ("sources",),
    "type": ("types",),
}

# Where the value of a code is taken in another sense than the first table has it.
TABLES_OF: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("call_part", "found"): ("came",),
    ("place_not_accepted", "got"): ("answers",),
    ("pool_not_allowed", "expected"): (),
    ("pool_not_allowed", "got"): (),
    ("recusal_ground", "expected"): ("recusal_grounds",),
    ("link_answered", "got"): ("answers",),
    ("notice_not_dead", "got"): ("notice_states",),
    ("mapping_value", "expected"): ("columns_forms",),
    ("no_pool", "expected"): (),  # ids, whatever they look like
    ("no_pool", "got"): (),
    ("notice_state", "expected"): ("notice_states",),
    ("notice_state", "got"): (),
    ("other_pool", "expected"): (),
    ("other_pool", "got"): (),
    ("record_too_early", "expected"): ("types",),
    ("record_order", "got"): ("types",),
    ("record_void", "expected"): ("void_classes",),
    ("record_void", "got"): ("void_classes",),
    ("release_form", "expected"): ("publication",),
    ("release_form", "got"): (),
    ("reply_differs", "got"): ("answers",),
    ("reply_differs", "expected"): ("answers",),
    ("request_kind", "got"): (),
    ("source_kind", "got"): (),
    ("reply_answer", "expected"): ("answers",),
    ("reply_answer", "got"): (),
    ("reply_reason", "expected"): ("reply_reasons",),
    ("reply_reason", "got"): (),
    ("role_not_allowed", "expected"): ("key_roles",),
    ("role_not_allowed", "got"): ("key_roles",),
    ("statement_kind", "expected"): ("statements",),
    ("statement_kind", "got"): ("statements",),
    ("void_class", "expected"): ("void_classes",),
    ("void_class", "got"): ("void_classes",),
}

# Errors about a member of an entry or a file, and the facts that name it: who types knows it as an option.
SHAPED = frozenset(
    {
        "entry_shape",
        "freeze_profile",
        "not_yet_possible",
        "request_form",
        "request_missing",
        "request_text",
        "trust_shape",
    }
)
PATHS = frozenset({"member", "missing", "path"})
