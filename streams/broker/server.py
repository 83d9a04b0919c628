"""What the embedded broker is told: its properties, its log configuration, its command lines.

Java runs inside the data folder and every path in these texts is relative to it, so that no
character of the folder's name has to be escaped.
"""

from collections.abc import Iterable, Mapping
from os import pathsep
from pathlib import Path

PROPERTIES = "server.properties"
LOGGING = "log4j2.xml"
KAFKA_FOLDER = "kafka"
BROKER_LOG = "log/broker.log"
CONSOLE_LOG = "log/console.log"

# One node and few partitions for Kafka's own topics: a start creates all of them.
_FIXED: dict[str, object] = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "log.dirs": KAFKA_FOLDER,
    "auto.create.topics.enable": "false",
    "num.partitions": 1,
    "default.replication.factor": 1,
    "min.insync.replicas": 1,
    "offsets.topic.num.partitions": 8,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.num.partitions": 8,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    # Nobody else is going to join: a group need not wait for them.
    "group.initial.rebalance.delay.ms": 0,
    "num.network.threads": 2,
    "num.io.threads": 4,
    # The default, 128 MB, is a quarter of our heap.
    "log.cleaner.dedupe.buffer.size": 33_554_432,
}

# `shutdownHook` stays off because Kafka closes the log itself, after its last words.
_LOG4J2 = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<Configuration status="ERROR" shutdownHook="disable">
  <Appenders>
    <RollingFile name="file" fileName="{BROKER_LOG}" filePattern="{BROKER_LOG}.%i">
      <PatternLayout pattern="%d{{ISO8601}} %p %c{{1}} %m%n"/>
      <Policies><SizeBasedTriggeringPolicy size="10 MB"/></Policies>
      <DefaultRolloverStrategy max="2"/>
    </RollingFile>
  </Appenders>
  <Loggers>
    <Root level="WARN"><AppenderRef ref="file"/></Root>
  </Loggers>
</Configuration>
"""

_HEAP = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=256m")
_JAVA_SETTINGS = (
    *("-Djava.awt.headless=true", f"-Dlog4j2.configurationFile={LOGGING}"),
    # jars of the broker load native code (compression), which newer Java warns about otherwise
    "--enable-native-access=ALL-UNNAMED",
)


def properties(port: int, controller_port: int) -> str:
    """Return `server.properties` for one node that listens on loopback alone.

    >>> "listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093" in properties(9092, 9093)
    True
    """
    broker, controller = f"127.0.0.1:{port}", f"127.0.0.1:{controller_port}"
    return _lines(
        _FIXED
        | {
            "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{broker}",
            "controller.quorum.voters": f"1@{controller}",
        }
    )


def log_settings() -> str:
    """Return the log4j2 configuration: warnings and worse, to a bounded file."""
    return _LOG4J2


def format_command(java: Path, jars: Iterable[Path], cluster_id: str) -> list[str]:
    """Return the command that prepares an empty data folder."""
    told = ["format", "-t", cluster_id, "-c", PROPERTIES]
    # It runs for a second: time spent on thorough compilation would be lost.
    return [*_java(java, jars, "-XX:TieredStopAtLevel=1"), "kafka.tools.StorageTool", *told]


def start_command(java: Path, jars: Iterable[Path]) -> list[str]:
    """Return the command that runs the broker."""
    return [*_java(java, jars), "kafka.Kafka", PROPERTIES]


def _java(java: Path, jars: Iterable[Path], *more: str) -> list[str]:
    return [str(java), *_HEAP, *_JAVA_SETTINGS, *more, "-cp", pathsep.join(map(str, jars))]


def _lines(settings: Mapping[str, object]) -> str:
    return "".join(f"{name}={value}\n" for name, value in settings.items())
