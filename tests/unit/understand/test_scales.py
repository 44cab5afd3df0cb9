"""A whole number on the scale, or nothing."""

import pytest

from bot.conversation.understand import Unclear
from bot.conversation.understand.scales import scale


@pytest.mark.parametrize(
    "text", ["3.5", "3,5", "0", "6", "-2", "3-4", "8/10", "4+", "50%", "3½", "2 or 3", "", "Note 2"]
)
def test_what_is_no_whole_number_on_the_scale_is_unclear(text: str) -> None:
    assert scale(text, lang="de") == Unclear(reason="one_to_five")


def test_another_scale_has_other_ends() -> None:
    assert scale("8/10", lang="en", low=0, high=10) == 8
    assert scale("max", lang="en", low=0, high=10) == 10
    assert scale("the lowest", lang="en", low=0, high=10) == 0
    assert scale("in der Mitte", lang="de", low=0, high=10) == 5
    assert isinstance(scale("the middle", lang="en", low=1, high=4), Unclear)


def test_stars_are_counted() -> None:
    assert scale("★★★☆☆", lang="en") == 3
    assert scale(":star: :star:", lang="en") == 2
    assert scale("⭐️⭐️⭐️⭐️", lang="en") == 4
