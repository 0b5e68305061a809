"""Checks the record of a draw; standard library only, independent of the service."""

VERSION = "1.0.0"
