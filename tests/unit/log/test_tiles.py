"""Names of tiles as C2SP tlog-tiles writes them, and which tiles a tree has."""

import pytest

from drawsvc.log.errors import LogFormatError
from drawsvc.log.tiles import Tile, bundle_of, tiles_of


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        # The examples of the specification.
        (Tile(0, 1234067, 256), "tile/0/x001/x234/067"),
        (Tile(1, 0, 17), "tile/1/000.p/17"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(0, 999, 256), "tile/0/999"),
        (Tile(0, 1000, 256), "tile/0/x001/000"),
        (Tile(2, 1_000_000, 1), "tile/2/x001/x000/000.p/1"),
    ],
)
def test_path(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_path_of_entries() -> None:
    assert Tile(0, 1234067, 8).entries_path == "tile/entries/x001/x234/067.p/8"


def test_tiles_of_a_tree_of_70000() -> None:
    # The specification's example: 273 full tiles and one of 112, one full and one of 17, one of 1.
    found = list(tiles_of(70_000))
    assert [of for of in found if of.width < 256] == [
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert len(found) == 273 + 1 + 1 + 1 + 1


def test_tiles_of_small_trees() -> None:
    assert list(tiles_of(0)) == []
    assert list(tiles_of(1)) == [Tile(0, 0, 1)]
    assert list(tiles_of(256)) == [Tile(0, 0, 256), Tile(1, 0, 1)]


def test_nodes_of_a_tile() -> None:
    assert Tile(1, 2, 3).nodes == [(8, 512), (8, 513), (8, 514)]


def test_bundle() -> None:
    assert bundle_of([b"", b"ab", b"\x00" * 258]) == b"\x00\x00\x00\x02ab\x01\x02" + b"\x00" * 258
    with pytest.raises(LogFormatError):
        bundle_of([b"\x00" * 65_536])
