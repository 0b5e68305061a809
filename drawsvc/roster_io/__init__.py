"""Rosters read from and written to the files that offices exchange."""
