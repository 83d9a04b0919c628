"""Which trouble an account has beside its bills, by the habit of its holder.

An account has at most one, in the first cycle that gives an occasion for it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from streams.portfolio.chance import Chance
from streams.portfolio.dispute_troubles import disputes_a_part, disputes_all, rests
from streams.portfolio.habits import (
    Habit,
    bounces,
    forgets,
    pays_in_full,
    pays_in_part,
    pays_the_minimum,
    stops_paying,
)
from streams.portfolio.money_troubles import (
    charged_back,
    charged_for_lateness,
    given_a_credit,
    loses_a_reversal,
)
from streams.portfolio.promise_troubles import (
    plans,
    plans_in_vain,
    promises,
    promises_in_vain,
    says_why,
)
from streams.portfolio.trouble import Trouble

TroubleShares = Mapping[Habit, tuple[tuple[int, Trouble], ...]]
"""Troubles and how many of a thousand accounts of a habit have each; the others have none."""

TROUBLES: TroubleShares = MappingProxyType(
    {
        pays_in_full: ((30, disputes_a_part), (10, loses_a_reversal)),
        pays_the_minimum: ((60, disputes_a_part), (60, given_a_credit)),
        forgets: ((250, charged_for_lateness), (150, says_why)),
        pays_in_part: ((250, promises), (150, promises_in_vain), (150, rests), (100, says_why)),
        stops_paying: (
            (150, promises_in_vain),
            (80, promises),
            (60, plans),
            (60, plans_in_vain),
            (150, rests),
            (100, disputes_all),
            (150, says_why),
        ),
        bounces: ((400, charged_back),),
    }
)


def trouble_of(habit: Habit, chance: Chance, shares: TroubleShares = TROUBLES) -> Trouble | None:
    """Return the trouble of an account, None for most."""
    place = chance.below(1000, "trouble")
    for share, trouble in shares[habit]:
        if place < share:
            return trouble
        place -= share
    return None
