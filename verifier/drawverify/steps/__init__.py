"""The steps of SPEC §13, one file per part; each function is one step and carries its number."""
