"""Help in the language asked for: what commands are comes from typer, what is said about them from web/locales.

Keys: `help.<command>` for a command, `groups.<name>` for a group of them, `options.<name>` for an argument or option,
`special.<command>.<name>` where a command means something of its own by it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from drawsvc.words import Words

GLOBAL = ("home", "server", "key-file", "lang", "json", "full", "at", "passphrase-file")
TAKES = {
    "home": "DIR",
    "server": "URL",
    "key-file": "FILE",
    "lang": "zh|en",
    "at": "TIME",
    "passphrase-file": "FILE",
}
LEFT_COLUMN = 30

SECTIONS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "set_up": ("init", "pool", "profile", "simulate", "calendar", "roster"),
        "draw": ("request", "freeze", "join", "seal", "statement", "beacon", "evidence"),
        "call": ("advance", "calls", "contact", "reply", "silence"),
        "change": ("withdraw", "reschedule", "add-seats", "correct"),
        "end": ("confirm", "decide", "release", "void"),
        "afterwards": ("held", "not-held", "objection", "erase", "late-reveal", "correct-clock"),
        "look": ("show", "list", "entries", "slip", "record", "disclosures", "row", "verify"),
        "serve": ("serve", "worker", "outbox", "publish", "key", "account"),
        "keep": (
            "settings",
            "doctor",
            "log",
            "backup",
            "restore",
            "rebuild",
            "rekey",
            "passphrase",
            "upgrade",
        ),
        "elsewhere": ("witness", "cosign", "trust"),
    }
)
"""Where a clerk finds the commands: by what he is about to do, in the order of a draw."""

Command = Any
"""A command as typer made it; its class is not public."""


def find_command(root: Command, words: Sequence[str]) -> tuple[Command, list[str]]:
    """The command that the words of a command line lead to, with its path."""
    command, path = root, []
    for word in words:
        if word not in getattr(command, "commands", {}):
            break
        command = command.commands[word]
        path.append(word)
    return command, path


def help_text(command: Command, path: Sequence[str], words: Words) -> str:
    """The whole help of a command."""
    lines = [words("help.usage", usage=_usage(command, path)), "", _about(command, path, words)]
    arguments, options = _parameters(command, "argument"), _parameters(command, "option")
    for title, parameters in (("help.arguments", arguments), ("help.options", options)):
        lines += _section(words(title), [(_shown(p), _said(p, path, words)) for p in parameters])
    children = getattr(command, "commands", {})
    about = {n: _about(of, [*path, n], words).partition("\n")[0] for n, of in children.items()}
    if path:
        lines += _section(words("help.commands"), list(about.items()))
    else:
        lines += _commands(about, words)
    lines += _section(words("help.global"), list(_global(words)))
    if not path:
        lines += ["", words("help.order"), words("help.exits")]
    return "\n".join(lines)


def every_command(root: Command, path: Sequence[str] = ()) -> Iterator[tuple[list[str], Command]]:
    """All commands below a root, itself included."""
    yield list(path), root
    for name, child in getattr(root, "commands", {}).items():
        yield from every_command(child, [*path, name])


def _commands(about: Mapping[str, str], words: Words) -> Iterator[str]:
    for section, names in SECTIONS.items():
        yield from _section(words(f"sections.{section}"), [(name, about[name]) for name in names])


def _usage(command: Command, path: Sequence[str]) -> str:
    parts = ["drawsvc", *path]
    if getattr(command, "commands", {}):
        return " ".join([*parts, "COMMAND …"])
    parts += [_shown(p) for p in _parameters(command, "option") if p.required]
    parts += [_shown(p) for p in _parameters(command, "argument")]
    if any(not p.required for p in _parameters(command, "option")):
        parts.append("[OPTION …]")
    return " ".join(parts)


def _about(command: Command, path: Sequence[str], words: Words) -> str:
    kind = "groups" if path and hasattr(command, "commands") else "help"
    key = f"{kind}.{_name(path)}"
    return words(key) if key in words.texts else inspect.cleandoc(command.help or "")


def _said(parameter: Any, path: Sequence[str], words: Words) -> str:
    own, shared = f"special.{_name(path)}.{parameter.name}", f"options.{parameter.name}"
    key = next((key for key in (own, shared) if key in words.texts), "")
    text = words(key) if key else (getattr(parameter, "help", "") or "")
    needed = words("help.required") if parameter.required else ""
    return f"{text}{needed}"


def _parameters(command: Command, kind: str) -> list[Any]:
    return [
        parameter
        for parameter in command.params
        if parameter.param_type_name == kind and parameter.name != "help"
    ]


def parameter_name(parameter: Any) -> str:
    """What an argument or option is called on the command line."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).strip("[]").upper()
    return str(max(parameter.opts, key=len))


def _shown(parameter: Any) -> str:
    named = parameter_name(parameter)
    if parameter.param_type_name == "argument":
        named = f"{named} …" if parameter.nargs == -1 else named
        return named if parameter.required else f"[{named}]"
    if getattr(parameter, "is_flag", False):
        return named
    return f"{named} {named.lstrip('-').upper().replace('-', '_')}"


def _global(words: Words) -> Iterator[tuple[str, str]]:
    for name in GLOBAL:
        shown = f"--{name} {TAKES[name]}" if name in TAKES else f"--{name}"
        yield shown, words(f"options.{name.replace('-', '_')}")


def _section(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    if not rows:
        return []
    return ["", title, *(f"  {left:<{LEFT_COLUMN}} {right}".rstrip() for left, right in rows)]


def _name(path: Sequence[str]) -> str:
    return ".".join(path).replace("-", "_") or "drawsvc"
