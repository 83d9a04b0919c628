"""A letter takes whatever a producer may send, and one too large names what it leaves out."""

import pytest
from aiokafka import AIOKafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from streams.engine.letters import letter_of
from streams.terms.routes import DEAD_LETTERS
from streams.terms.step import Reject
from tests.engine.on_broker import Under, records, send_facts, until
from tests.engine.records import Record


def test_an_original_beyond_any_limit_is_left_out_and_said_to_be() -> None:
    reject = Reject("not_a_number", "no number")
    whole = letter_of("first", ("in.a", 2), Record(7, b"k", b"x" * 3_000_000), reject)
    assert (len(whole.value or b""), whole.detail) == (3_000_000, "no number")
    headers = (("h", b"y" * 4_000_000),)
    cut = letter_of("first", ("in.a", 2), Record(7, b"k", b"x", headers=headers), reject)
    assert (cut.key, cut.value, cut.headers) == (b"k", None, ())
    assert cut.detail == "no number; its 4000001 bytes are left out"
    assert (cut.topic, cut.partition, cut.offset) == ("in.a", 2, 7)


@pytest.mark.broker
async def test_a_bad_record_of_a_megabyte_stops_nobody(
    under: Under, producer: AIOKafkaProducer
) -> None:
    admin = KafkaAdminClient(bootstrap_servers=under.broker)
    letters = ConfigResource(
        ConfigResourceType.TOPIC,
        under.names.full(DEAD_LETTERS),
        configs={"max.message.bytes": "4194304"},
    )
    admin.alter_configs([letters])
    admin.close()
    runner = await under.started()
    large = AIOKafkaProducer(bootstrap_servers=under.broker, max_request_size=2_000_000)
    await large.start()
    await large.send_and_wait(under.names.full("in.a"), b"x" * 1_000_300, key=b"k7")
    await large.stop()
    await send_facts(producer, under.names, 50)
    await until(lambda: under.tally.done["accepted", "in.a"] == 50)
    await runner.stop()
    assert under.stopped == []
    (letter,) = await records(under.broker, under.names.full(DEAD_LETTERS))
    assert b"x" * 1_000_300 in letter.value
