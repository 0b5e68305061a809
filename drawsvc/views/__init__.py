"""What commands and the API answer, as values with stable member names; docs/CLI.md lists them."""
