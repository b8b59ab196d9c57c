"""How instances are called: any way to call gives what Python gives, for subclasses as well."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name

from arnorm import Normalizer, SentenceSplitter, Tokenizer, profiles

SEARCH = Normalizer(profiles.SEARCH)
CALLED = [SEARCH, Tokenizer(), SentenceSplitter()]
each_instance = pytest.mark.parametrize("instance", CALLED, ids=lambda instance: type(instance).__name__)


@each_instance
@given(st.text(max_size=40))
def test_every_way_to_call_is_one_call(instance: Any, text: str) -> None:
    expected = type(instance).__call__(instance, text)
    assert instance(text) == instance(*[text]) == instance(text=text) == instance(**{"text": text}) == expected
    assert list(map(instance, [text])) == [expected]


@each_instance
def test_wrong_calls_are_refused(instance: Any) -> None:
    for arguments, named in (((), {}), (("a", "b"), {}), (("a",), {"text": "b"}), ((), {"texts": "a"})):
        with pytest.raises(TypeError, match=r"__call__\(\)|argument"):
            instance(*arguments, **named)
    for wrong in (3, None, b"abc", ["a"]):
        with pytest.raises(TypeError, match="text must be a str, not"):
            instance(wrong)


def test_subclasses_may_have_a_call_of_their_own() -> None:
    class Louder(Normalizer):
        __slots__ = ()

        def __call__(self, text: str, *signs: str) -> str:
            return super().__call__(text) + "!" + "".join(signs)

    class Same(Normalizer):
        __slots__ = ()

    assert Louder(profiles.SEARCH)("مدرسة") == "مدرسه!"
    assert Louder(profiles.SEARCH)("مدرسة", "?") == "مدرسه!?"
    assert Same(profiles.SEARCH)("مدرسة") == "مدرسه"


def test_a_call_may_be_put_in_later_and_taken_away() -> None:
    class Same(Tokenizer):
        __slots__ = ()

    before = Same()
    assert before("ab cd") == ["ab", "cd"]
    Same.__call__ = lambda self, text: [text]  # type: ignore[method-assign]  # what is tested
    assert before("ab cd") == Same()("ab cd") == ["ab cd"]
    del Same.__call__
    assert before("ab cd") == Same()("ab cd") == ["ab", "cd"]


@pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
def test_what_was_never_initialised_crashes_nothing(kernel: Any) -> None:
    scanner = kernel.Scanner.__new__(kernel.Scanner)
    with pytest.raises((TypeError, AttributeError)):
        scanner("text")
