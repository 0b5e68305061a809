"""Vectors of one expert's row: steps 57 to 59 of SPEC §13.2."""
