"""Programs of their own, with their own keys and state: witness and cosigner."""
