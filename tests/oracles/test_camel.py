"""CAMeL Tools, live."""

from __future__ import annotations

from pathlib import Path

import peers
import pytest

from arnorm import compat

FUNCTIONS = {
    "CAMEL_DEDIAC": ("camel_tools.utils.dediac", "dediac_ar"),
    "CAMEL_ALEF": ("camel_tools.utils.normalize", "normalize_alef_ar"),
    "CAMEL_ALEF_MAKSURA": ("camel_tools.utils.normalize", "normalize_alef_maksura_ar"),
    "CAMEL_TEH_MARBUTA": ("camel_tools.utils.normalize", "normalize_teh_marbuta_ar"),
    "CAMEL_UNICODE": ("camel_tools.utils.normalize", "normalize_unicode"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(shared: Path, name: str) -> None:
    module, function = FUNCTIONS[name]
    theirs = getattr(peers.peer(module), function)
    peers.assert_equal(compat.PROFILES[name], theirs, peers.corpus(shared))
    peers.assert_equal(compat.PROFILES[name], theirs, peers.random_texts(1))


def test_arclean(shared: Path) -> None:
    mapper = peers.peer("camel_tools.utils.charmap").CharMapper.builtin_mapper("arclean")
    peers.assert_equal(compat.CAMEL_ARCLEAN, mapper.map_string, peers.corpus(shared))
    peers.assert_equal(compat.CAMEL_ARCLEAN, mapper.map_string, peers.random_texts(2))
    peers.assert_equal(compat.CAMEL_ARCLEAN, mapper.map_string, map(chr, filter(peers.known, range(0x110000))))
