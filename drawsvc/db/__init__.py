"""The database adapter; rows never leave it."""
