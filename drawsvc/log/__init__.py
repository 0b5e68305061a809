"""The transparency log, pure: tree hashes, notes, checkpoints, proofs, tile names."""
