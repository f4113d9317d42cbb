"""Even loads, against every way there is to give the models out. No database."""

import random
from itertools import combinations, product

from evaluation.conclusions.balancing import Wanted, balance


def loads_of(wanted, given, loads):
    return sorted(loads[scorer] + sum(scorer in given[one.key] for one in wanted) for scorer in loads)


def every_way(wanted):
    ways = [list(combinations(sorted(one.free), min(one.needs, len(one.free)))) for one in wanted]
    for chosen in product(*ways):
        yield {one.key: set(scorers) for one, scorers in zip(wanted, chosen, strict=True)}


def some_world(seed):
    dice = random.Random(seed)
    loads = {scorer: dice.choice([0, 0, 1, 4]) for scorer in range(dice.randint(1, 4))}
    wanted = [
        Wanted(key, dice.randint(0, 3), frozenset(scorer for scorer in loads if dice.random() < 0.6))
        for key in range(dice.randint(0, 4))
    ]
    return wanted, loads


def test_no_other_way_is_more_even():
    """120 small worlds: nobody takes what they may not, models get all they can, and the sum of squares is least."""
    for seed in range(120):
        wanted, loads = some_world(seed)
        given = balance(wanted, loads)
        for one in wanted:
            assert set(given[one.key]) <= one.free
            assert len(set(given[one.key])) == len(given[one.key]) == min(one.needs, len(one.free)), seed
        best = min(sum(n * n for n in loads_of(wanted, way, loads)) for way in every_way(wanted))
        assert sum(n * n for n in loads_of(wanted, given, loads)) == best, seed


def test_handing_on_through_somebody_in_between():
    """The first choice alone would leave C with nothing: A can only give to B, who can give to C."""
    a, b, c = 1, 2, 3
    wanted = [Wanted(1, 1, frozenset({a, b})), Wanted(2, 1, frozenset({a, b})), Wanted(3, 1, frozenset({b, c}))]
    assert loads_of(wanted, balance(wanted, {a: 2, b: 0, c: 0}), {a: 2, b: 0, c: 0}) == [1, 2, 2]
    assert loads_of(wanted, balance(wanted, {a: 0, b: 0, c: 0}), {a: 0, b: 0, c: 0}) == [1, 1, 1]


def test_eighty_models_of_three_scorers_are_always_given_out_alike():
    wanted = [Wanted(key, 2, frozenset({1, 2, 3} - {key % 7})) for key in range(80)]
    once = balance(wanted, {1: 0, 2: 0, 3: 0})
    assert balance(wanted, {1: 0, 2: 0, 3: 0}) == once
    assert loads_of(wanted, once, {1: 0, 2: 0, 3: 0}) == [53, 53, 54]
