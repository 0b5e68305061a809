"""The errors of the log package. All are about bytes from outside; none quotes a secret.

LogFormatError            malformed, or not what it claims to be
├── ProofError            a Merkle proof that does not lead to the root
├── PublicKeyError        32 bytes that are no acceptable Ed25519 key, or a malformed vkey
├── SignatureError        a signature that is not by this key over this message
├── NoteError             a signed note: malformed, wrongly signed, or by nobody we know
├── CheckpointError       a checkpoint text
├── TlogProofError        a tlog-proof file
├── KeyFileError          a key file: malformed or damaged
└── WrongPassphraseError  an undamaged key file, and another passphrase than it was sealed with
"""


class LogFormatError(ValueError):
    """Something that the log packages read is malformed, or not what it claims to be."""


class ProofError(LogFormatError):
    """A Merkle proof that does not lead to the root."""


class PublicKeyError(LogFormatError):
    """A public key that SPEC §3.4 refuses, or a malformed vkey (SPEC §4.2)."""


class SignatureError(LogFormatError):
    """A signature that is not by this key over this message."""


class NoteError(LogFormatError):
    """A signed note that is malformed, wrongly signed, or signed by nobody we know."""


class CheckpointError(LogFormatError):
    """A text that is no checkpoint (SPEC §4.2)."""


class TlogProofError(LogFormatError):
    """Bytes that are no tlog-proof."""


class KeyFileError(LogFormatError):
    """A key file that is malformed or damaged."""


class WrongPassphraseError(LogFormatError):
    """The key file is undamaged, but was sealed with another passphrase."""
