"""The JSON API: routes parse, call a use case, render. Its pages and its workers are elsewhere."""
