"""From public contributions to a seed, and from a seed to an order; standard library only."""
