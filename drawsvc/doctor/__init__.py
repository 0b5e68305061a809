"""Looks whether a service and its machine are fit for a draw, before one depends on it."""
