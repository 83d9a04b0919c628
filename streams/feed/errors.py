"""What ends a feed: one sentence with the cure."""


class FeedBroken(Exception):
    """Facts or ticks could not be sent, or the stages do not answer."""


class ClockRefused(FeedBroken):
    """The clock was asked to run backward, or ahead of real time outside a simulation."""
