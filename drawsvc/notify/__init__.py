"""Channels by which experts are told something. Each hands a message to the next hop and returns what that said."""
