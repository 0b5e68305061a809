"""A service that draws expert panels in a way anybody can check."""
