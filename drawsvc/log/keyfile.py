"""Files that hold a private key, encrypted under a passphrase: scrypt and ChaCha20-Poly1305.

The file is canonical JSON (SPEC §3.1):

    {"checksum":hex,"cipher":"chacha20-poly1305","ciphertext":hex,
     "kdf":{"n":32768,"name":"scrypt","p":1,"r":8,"salt":hex},
     "name":text,"nonce":hex,"v":"drawsvc/v1 key"}

The checksum tells a damaged file from a mistyped passphrase; it protects against nothing else.
"""

import hashlib
import json
import re
import unicodedata
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from drawsvc.log.errors import KeyFileError, WrongPassphraseError
from drawsvc.log.keys import NamedKey, SigningKey

SALT_BYTES = 32
NONCE_BYTES = 12

# 32 MiB of memory and about 0.1 s for each guess.
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
# What a file may ask of the machine that opens it: 1 GiB.
MAX_SCRYPT_BYTES = 2**30

_Members: TypeAlias = dict[str, object]

_VERSION = "drawsvc/v1 key"
_CIPHER = "chacha20-poly1305"
_NAME = re.compile(r"[0-9A-Za-z._:/-]{1,255}")
