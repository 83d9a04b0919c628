"""What can go wrong for a planner; the message is one sentence that ends with its cure."""


class SolverMissing(Exception):
    """The optional library that looks for routes is not installed."""


class Unanswerable(Exception):
    """A question to which the solver has no answer but an error; the area gives its visits back."""
