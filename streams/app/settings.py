"""Every setting of a worker, from the environment (`ARREARS_...`) or the command line.

>>> Settings(bootstrap="127.0.0.1:9092").metrics_host
'127.0.0.1'
"""

import json
import os
import re
from pathlib import Path
from socket import gethostname
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from streams.engine.repeating import Delivery


def own_name(host: str, process_id: int) -> str:
    """Return a name that no other worker has: two under one would drive each other out.

    >>> own_name("db-7.example.org", 41), own_name("a host", 41)
    ('db-7.example.org-41', 'a-host-41')
    """
    return f"{re.sub(r'[^A-Za-z0-9._-]+|[.]{2,}', '-', host).strip('.-')}-{process_id}"


class Settings(BaseSettings):
    """A worker's settings; the command line overrides the environment."""

    model_config = SettingsConfigDict(env_prefix="ARREARS_", frozen=True, extra="forbid")

    bootstrap: str = Field("127.0.0.1:9092", description="HOST:PORT of a broker of the cluster")
    prefix: str = Field("", description="put in front of every topic and group of a run")
    instance: str = Field(
        default_factory=lambda: own_name(gethostname(), os.getpid()),
        pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$",
        description="this worker's own name; no two may share one; it also names a folder",
    )
    stages: Annotated[tuple[str, ...], NoDecode] = Field(
        (
            "delinquency",
            "treatment",
            "field",
        ),
        description="stages to run, commas between them",
    )
    data_path: Path = Field(Path("var/worker"), description="folder for what the worker keeps")
    metrics_host: str = Field("127.0.0.1", description="where /metrics, /live and /ready listen")
    metrics_port: int = Field(
        0, ge=0, le=65535, description="port of /metrics, /live and /ready; 0 takes a free one"
    )
    flush_age_ms: int = Field(20, ge=0, le=10_000, description="a flush is due after so many ms")
    flush_records_max: int = Field(20_000, ge=1, le=200_000, description="or after so many records")
    snapshots: Path | None = Field(
        None,
        description="folder for copies of the rows: a restart reads less",
    )
    snapshot_every_seconds: int = Field(300, ge=1, description="seconds between two of them")
    delivery: Delivery = Field(
        "exactly-once", description="exactly-once, or at-least-once: a crash may repeat outputs"
    )
    refused_in_a_row_max: int = Field(
        5_000, ge=1, description="so many refused records in a row of one input stop the worker"
    )
    refused_share_percent_max: int = Field(
        20, ge=1, le=100, description="so many percent of the last 30,000 do too; 100: no limit"
    )
    log_level: str = Field(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="least level of our own events: DEBUG, INFO, WARNING or ERROR",
    )
    broker_wait_seconds: int = Field(
        30, ge=0, description="how many seconds to wait for the broker"
    )

    @field_validator("stages", mode="before")
    @classmethod
    def _each_once(cls, given: object) -> object:
        """Take names with commas between them, and the JSON list of old; each counts once."""
        names = given
        if isinstance(given, str):
            is_json = given.lstrip().startswith("[")
            names = json.loads(given) if is_json else re.findall(r"[^,\s]+", given)
        if not isinstance(names, list | tuple) or not names:
            raise ValueError("name at least one stage, such as delinquency,treatment")
        return tuple(dict.fromkeys(map(str, names)))
