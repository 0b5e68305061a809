"""Read a tile of the log's tree, as C2SP tlog-tiles cuts it."""

from __future__ import annotations

from drawsvc.domain.errors import MissingError
from drawsvc.usecases.office import Office

HEIGHT = 8
WIDTH = 1 << HEIGHT


def read_tile(office: Office, level: int, index: int, width: int = WIDTH) -> bytes:
    """The hashes of a tile one after the other, 32 bytes each.

    Args:
        office: the service.
        level: of the tile, from 0; its hashes are of complete subtrees of 256^level entries.
        index: of the tile in its level.
        width: how many hashes; 256 of a full tile.

    Raises:
        MissingError: `no_tile`, the signed log does not fill it so far.
    """
    with office.store.reading() as reader:
        head = reader.head()
        first = index * WIDTH
        if (first + width) << (HEIGHT * level) > (head.size if head.checkpoint else 0):
            raise MissingError("no_tile", expected=head.size, got=f"{level}/{index}")
        wanted = [(HEIGHT * level, node) for node in range(first, first + width)]
        return b"".join(reader.nodes(wanted))
