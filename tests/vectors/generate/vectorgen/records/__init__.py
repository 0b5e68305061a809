"""Vectors of a record: one module per part of SPEC §13.1, and per matter that has many."""
