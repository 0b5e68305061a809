"""Vectors of a history: steps 66 to 73 of SPEC §13.2."""
