"""The settings of a worker as its help tells them: read from the settings, so that none is missed.

>>> told("prefix")
'put in front of every topic and group of a run; default: none [env ARREARS_PREFIX]'
"""

from streams.app.settings import Settings

# The only default that is no value: two workers under one name would take each other's place.
_DEFAULTS = {
    "instance": "a name of its own each time; give a worker that comes back the same name",
}


def variable(key: str) -> str:
    """Return the environment variable of a setting.

    >>> variable("flush_age_ms")
    'ARREARS_FLUSH_AGE_MS'
    """
    return f"{Settings.model_config.get('env_prefix', '')}{key.upper()}"


def told(key: str) -> str:
    """Return what a setting does, its default, and its environment variable."""
    return f"{_told(key)} [env {variable(key)}]"


def list_of_variables() -> str:
    """Return every setting as a line of a list in Markdown, by its environment variable."""
    lines = (f"- {variable(key)}: {_told(key)}" for key in Settings.model_fields)
    return "Environment variables, which options override:\n\n" + "\n".join(lines)


def _told(key: str) -> str:
    return f"{Settings.model_fields[key].description}; default: {_default(key)}"


def _default(key: str) -> str:
    default = Settings.model_fields[key].default
    if key in _DEFAULTS:
        return _DEFAULTS[key]
    if isinstance(default, tuple):
        return ",".join(default)
    return "none" if default in {None, ""} else str(default)
