"""Other libraries on their own job, each beside a profile with the same output and beside SEARCH, which does more.

They are only timed where they are installed: ``pip install -r tests/oracles/requirements.txt`` and, without their
dependencies, ``pip install --no-deps -r tests/oracles/requirements-no-deps.txt``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

import pytest

from arnorm import Normalizer, compat, profiles
from benchmarks.corpus import SIZES, TEXTS
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS
Function = Callable[[str], str]


def pyarabic() -> Function:
    function: Function = import_module("pyarabic.normalize").normalize_searchtext
    return function


def camel() -> Function:
    """The four calls with which texts are prepared for comparison in CAMeL Tools, one after the other."""
    dediac: Function = import_module("camel_tools.utils.dediac").dediac_ar
    normalize = import_module("camel_tools.utils.normalize")
    alef: Function = normalize.normalize_alef_ar
    maksura: Function = normalize.normalize_alef_maksura_ar
    marbuta: Function = normalize.normalize_teh_marbuta_ar
    return lambda text: marbuta(maksura(alef(dediac(text))))


CAMEL: Final = (compat.CAMEL_DEDIAC, compat.CAMEL_ALEF, compat.CAMEL_ALEF_MAKSURA, compat.CAMEL_TEH_MARBUTA)
PEERS: Final[dict[str, tuple[str, Callable[[], Function], Normalizer]]] = {
    "PyArabic normalize_searchtext": ("pyarabic", pyarabic, Normalizer(compat.PYARABIC_SEARCH)),
    "CAMeL Tools, four functions": ("camel_tools", camel, Normalizer(rule for profile in CAMEL for rule in profile)),
}


@pytest.mark.parametrize("name", [SUBJECT, "the same output", "the peer"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("peer", PEERS)
def test_peers(peer: str, size: str, name: str, measure: Measure) -> None:
    text = TEXTS[size]
    module, function, same = PEERS[peer]
    pytest.importorskip(module, reason=f"{module} is not installed")
    theirs = function()
    assert same(text) == theirs(text)
    entrants: dict[str, Function] = {SUBJECT: Normalizer(profiles.SEARCH), "the same output": same, "the peer": theirs}
    measure(f"SEARCH and {peer}", size, name, entrants[name], text)
