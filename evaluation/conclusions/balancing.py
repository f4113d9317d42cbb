"""Who scores what, so that the loads are as even as conflicts let them be. Pure: keys in, keys out, always the same.

First every model takes whoever has least; then work is handed on, along chains of models, from whoever has two more
than somebody else, until no chain is left. What then stands has the smallest greatest load and the smallest sum of
squares there is: a flow without a cost-reducing path is optimal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """One model: how many more scorers it wants, and who may take it."""

    key: int
    needs: int
    free: frozenset[int]


def balance(wanted: Sequence[Wanted], loads: Mapping[int, int]) -> dict[int, list[int]]:
    """By model who gets it, in the order of `loads`: its keys are the scorers, its values what they have already.

    A model for which too few are free gets all of them.
    """
    order = {scorer: place for place, scorer in enumerate(loads)}
    total = dict(loads)
    given: dict[int, set[int]] = {}
    for one in sorted(wanted, key=lambda row: len(row.free)):  # stable: equals stay in the order they came in
        least = sorted(one.free, key=lambda scorer: (total[scorer], order[scorer]))[: max(one.needs, 0)]
        given[one.key] = set(least)
        for scorer in least:
            total[scorer] += 1
    while _hand_on(wanted, given, total, order):
        pass
    return {one.key: sorted(given[one.key], key=order.__getitem__) for one in wanted}


def _hand_on(wanted, given: dict[int, set[int]], total: dict[int, int], order: Mapping[int, int]) -> bool:
    """One model from a scorer to another who ends with no more than the first had; False when there is none."""
    for start in sorted(total, key=lambda scorer: (-total[scorer], order[scorer])):
        steps = _reach(start, wanted, given, order)
        ends = [scorer for scorer in steps if total[scorer] + 2 <= total[start]]
        if not ends:
            continue
        end = scorer = min(ends, key=lambda key: (total[key], order[key]))
        while scorer != start:
            before, model = steps[scorer]
            given[model].remove(before)
            given[model].add(scorer)
            scorer = before
        total[start] -= 1
        total[end] += 1
        return True
    return False


def _reach(start: int, wanted, given, order) -> dict[int, tuple[int, int]]:
    """Whoever work can be handed to from `start`, through others: by scorer from whom and with which model."""
    steps: dict[int, tuple[int, int]] = {}
    line = [start]
    for giver in line:
        for one in wanted:
            if giver not in given[one.key]:
                continue
            for taker in sorted(one.free - given[one.key], key=order.__getitem__):
                if taker != start and taker not in steps:
                    steps[taker] = (giver, one.key)
                    line.append(taker)
    return steps
