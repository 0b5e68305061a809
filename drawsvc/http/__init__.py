"""The JSON API and the pages: routes parse, call a use case, render. Workers are elsewhere."""
