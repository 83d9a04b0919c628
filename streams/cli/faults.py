"""Faults of usage: a wrong option or file, one sentence with the cure, exit code 2."""


class UsageFault(Exception):
    """What was asked for cannot be; the message says what to ask for instead."""
