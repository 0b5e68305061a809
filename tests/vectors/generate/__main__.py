"""Writes the test vectors: `python tests/vectors/generate [--out DIR] [--whole]`."""

from vectorgen.main import main

if __name__ == "__main__":
    main()
