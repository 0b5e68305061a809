"""Vectors of an audit: steps 60 to 65 of SPEC §13.2."""
