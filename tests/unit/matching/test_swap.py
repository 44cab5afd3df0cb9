"""Other partners for one person of a proposal, and what that means for the others."""

from msgspec.structs import replace

from bot.program.matching import History, Member, Rules, SwapOption, propose, score, swap_options
from tests.unit.matching.company import JUNIOR, MONDAY, SENIOR, pool

NOTHING = History()
RULES = Rules()
BEA = replace(JUNIOR, id="bea", channels=("chat",))
YAN = replace(SENIOR, id="yan", channels=("chat",))


def options(
    person: str, *members: Member, history: History = NOTHING, limit: int = 5
) -> tuple[SwapOption, ...]:
    company = pool(*members)
    return swap_options(propose(company, history, RULES).pairs, person, company, history, RULES, limit)


def test_two_pairs_can_trade_partners_and_nobody_stays_alone() -> None:
    (option,) = options("ana", JUNIOR, BEA, SENIOR, YAN)
    assert (option.partner, option.pair) == ("yan", score(JUNIOR, YAN, RULES, MONDAY))
    assert option.replaces == (("ana", "zoe"), ("bea", "yan"))
    assert option.instead == score(BEA, SENIOR, RULES, MONDAY)
    assert option.unmatched == ()


def test_where_the_two_left_behind_cannot_meet_both_are_named() -> None:
    (option,) = options("ana", JUNIOR, replace(BEA, managers=("zoe",)), SENIOR, YAN)
    assert option.instead is None
    assert option.unmatched == ("bea", "zoe")


def test_somebody_left_over_is_offered_and_the_old_partner_named() -> None:
    (option,) = options("zoe", JUNIOR, BEA, SENIOR)
    assert (option.partner, option.replaces, option.unmatched) == ("bea", (("ana", "zoe"),), ("ana",))


def test_who_leaves_fewest_alone_comes_first_then_who_touches_fewest_pairs() -> None:
    left_over = replace(SENIOR, id="left", teaches=(), languages=("fr",))
    close = replace(SENIOR, id="close", zone="Asia/Kolkata")
    cleo = replace(JUNIOR, id="cleo", zone="Asia/Kolkata", never_with=frozenset({"zoe"}))
    people = (JUNIOR, BEA, cleo, SENIOR, YAN, close, left_over)
    found = options("ana", *people)
    assert [(option.partner, option.unmatched) for option in found] == [
        ("left", ("zoe",)),
        ("yan", ()),
        ("close", ("cleo", "zoe")),
    ]
    assert options("ana", *people, limit=1) == found[:1]


def test_somebody_left_over_may_take_a_place_that_is_free() -> None:
    roomy = replace(SENIOR, capacity=2)
    company = pool(JUNIOR, BEA, roomy)
    only = (score(JUNIOR, roomy, RULES, MONDAY),)
    (option,) = swap_options(only, "bea", company, NOTHING, RULES)
    assert (option.partner, option.replaces, option.unmatched) == ("zoe", (), ())


def test_locked_pairs_are_neither_taken_apart_nor_replaced() -> None:
    people = (JUNIOR, BEA, SENIOR, YAN)
    assert options("ana", *people, history=History(locked=(("bea", "yan"),))) == ()
    assert options("ana", *people, history=History(locked=(("ana", "zoe"),))) == ()


def test_forbidden_partners_are_not_offered() -> None:
    people = (JUNIOR, SENIOR, replace(YAN, available=False))
    assert options("ana", *people) == ()
    assert options("ana", JUNIOR, SENIOR, replace(YAN, never_with=frozenset({"ana"}))) == ()
    assert options("ana", JUNIOR, SENIOR, replace(YAN, teaches=("Chess",), wants=("Go",))) == ()
    assert options("ana", JUNIOR, SENIOR, YAN, history=History(past=frozenset({("ana", "yan")}))) == ()


def test_unknown_and_unavailable_people_have_no_options() -> None:
    assert options("nobody", JUNIOR, SENIOR) == ()
    assert options("bea", JUNIOR, SENIOR, replace(BEA, available=False)) == ()


def test_a_partner_who_has_since_gone_does_not_get_in_the_way() -> None:
    gone = score(BEA, YAN, RULES, MONDAY)
    there = score(JUNIOR, SENIOR, RULES, MONDAY)
    (option,) = swap_options((there, gone), "ana", pool(JUNIOR, SENIOR, YAN), NOTHING, RULES)
    assert (option.partner, option.instead, option.unmatched) == ("yan", None, ("bea", "zoe"))
