"""SPEC §4.2: checkpoints, signatures and cosignatures on them."""

import base64

from vectorgen.keys import COSIGNATURE, ED25519, Key, key_id


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def broken(signature: str, position: int = -40) -> str:
    """The last line of a text with a bit of its payload changed."""
    head, _, payload = signature.rpartition(" ")
    data = bytearray(base64.b64decode(payload))
    data[position] ^= 1
    return f"{head} {b64(bytes(data))}\n"


def loosened(text: str) -> str:
    """The same bytes in base64 with one `=`, its unused bits not zero."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + alphabet[alphabet.index(text[-2]) + 1] + "="


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{b64(root)}\n"


def line(name: str, payload: bytes) -> str:
    return f"— {name} {b64(payload)}\n"


def signed(name: str, key: Key, text: str) -> str:
    signature = key.sign(text.encode())
    return line(name, key_id(name, ED25519, key.public) + signature)


def cosigned(name: str, key: Key, text: str, seconds: int) -> str:
    message = f"cosignature/v1\ntime {seconds}\n{text}"
    payload = seconds.to_bytes(8, "big") + key.sign(message.encode())
    return line(name, key_id(name, COSIGNATURE, key.public) + payload)


def note(text: str, *lines: str) -> str:
    return text + "\n" + "".join(lines)
