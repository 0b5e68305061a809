"""Rounds of public randomness beacons: checked, fetched from relays, carried in files (SPEC §8.2)."""
