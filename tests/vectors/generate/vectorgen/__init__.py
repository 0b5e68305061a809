"""Makes the test vectors from docs/SPEC.md alone; imports nothing of what they test."""
