"""Every setting of a worker, from the environment (`ARREARS_...`) or the command line.

>>> Settings(bootstrap="127.0.0.1:9092").metrics_host
'127.0.0.1'
"""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.engine.repeating import Delivery


class Settings(BaseSettings):
    """A worker's settings; the command line overrides the environment."""

    model_config = SettingsConfigDict(env_prefix="ARREARS_", frozen=True, extra="forbid")

    bootstrap: str = Field("127.0.0.1:9092", description="HOST:PORT of a broker of the cluster")
    prefix: str = Field("", description="put in front of every topic and group of a run")
    instance: str = Field(
        "worker-1",
        pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$",
        description="this worker's own name; no two may share one; it also names a folder",
    )
    stages: tuple[str, ...] = Field(("delinquency", "treatment"), description="stages to run")
    data_path: Path = Field(Path("var/worker"), description="folder for what the worker keeps")
    metrics_host: str = Field("127.0.0.1", description="where /metrics, /live and /ready listen")
    metrics_port: int = Field(0, ge=0, le=65535, description="their port; 0 takes a free one")
    flush_age_ms: int = Field(20, ge=0, le=10_000, description="a flush is due after this long")
    flush_records_max: int = Field(20_000, ge=1, le=200_000, description="or after this many")
    snapshots: Path | None = Field(
        None,
        description="folder for copies of the rows: a restart reads less",
    )
    snapshot_every_seconds: int = Field(300, ge=1, description="how often they are written")
    delivery: Delivery = Field(
        "exactly-once", description="at-least-once: outputs may repeat after a crash, see docs"
    )
    refused_in_a_row_max: int = Field(
        5_000, ge=1, description="so many refused records in a row of one input stop the worker"
    )
    refused_share_percent_max: int = Field(
        20, ge=1, le=100, description="so many percent of the last 30,000 do too; 100 for no limit"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    broker_wait_seconds: int = Field(30, ge=0, description="how long to wait for a broker")
