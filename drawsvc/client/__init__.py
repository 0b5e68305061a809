"""The API called from Python: `calling` how a service is asked, `answered` what is taken for its answer."""

from drawsvc.client.answered import Answer, Done, Entry, Json, ProblemError, foreign
from drawsvc.client.calling import Client, Watched

__all__ = [
    "Answer",
    "Client",
    "Done",
    "Entry",
    "Json",
    "ProblemError",
    "Watched",
    "foreign",
]
