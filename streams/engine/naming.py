"""Whatever ends a stage is given a name and a cure."""

from aiokafka.errors import KafkaError, OffsetOutOfRangeError, UnknownError

from streams.engine.errors import EngineStopped, Fenced, InputsGone


def named(broken: Exception, stage: str, instance: str) -> EngineStopped:
    """Return what is to be said of an exception that came out of a stage's loop."""
    match broken:
        case EngineStopped():
            return broken
        case OffsetOutOfRangeError():
            return InputsGone(
                f"records not read yet are gone from {broken}: restore the topic, or rebuild"
                " this stage from a snapshot"
            )
        case UnknownError():
            # aiokafka 0.14 has no name for FENCED_INSTANCE_ID (82) and reports it as unknown.
            return Fenced(
                f"the group refused this worker ({broken!r}); most likely another worker runs"
                f" as instance {instance!r}: give each worker its own --instance"
            )
        case KafkaError():
            return EngineStopped(f"the broker refused the consumer: {broken!r}")
        case _:
            return EngineStopped(
                f"stage {stage} raised {broken!r}, which is ours to mend: nothing is lost; the"
                " traceback is in the log"
            )
