"""What sort of people a made-up portfolio has: how many of a thousand do what.

>>> EVERYDAY.stops_per_mille, EVERYDAY.agencies_per_mille
(15, 0)
"""

from msgspec import Struct

from streams.portfolio.habits import HABITS, HabitShares
from streams.portfolio.troubles import TROUBLES, TroubleShares


class People(Struct, frozen=True, kw_only=True):
    """Shares of a thousand: of accounts for habits, troubles and stops, of customers otherwise.

    `agencies_per_mille` is of the accounts whose holders pay too little or nothing: those are given
    to an agency for a while. `merged_per_mille` is of accounts whose holder has another one under
    another customer's name. `stop_kinds` are drawn alike. `agents_an_area` make home visits; where
    there are none, nobody is visited.
    """

    habits: HabitShares = HABITS
    troubles: TroubleShares = TROUBLES
    stops_per_mille: int = 15
    stop_kinds: tuple[str, ...] = ("CEASE_CONTACT", "ATTORNEY", "VULNERABLE", "BREATHING_SPACE")
    complaints_per_mille: int = 0
    objections_per_mille: int = 0
    agencies_per_mille: int = 0
    merged_per_mille: int = 0
    agents_an_area: int = 0


EVERYDAY = People()
