"""What ends a run: one sentence with the cure."""


class RunRefused(Exception):
    """The run cannot begin."""


class PolicyRefused(Exception):
    """The policy has faults; the message lists each with file, key, rule and cure."""


class WorkerDied(Exception):
    """The worker ended more often than it may be started again."""
