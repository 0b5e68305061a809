"""The rules of a draw, pure: no clock, database, network, files or environment."""
