"""What can go wrong for a planner; the message is one sentence that ends with its cure."""


class SolverMissing(Exception):
    """The optional library that looks for routes is not installed."""
