package org.arrears.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.Stores;

/** The benchmark's ledger as a Kafka Streams program; it ends with its standard input. */
public final class Main {
    /** Left to its default it stays in the group, and the next start waits for its session to end. */
    private static final CloseOptions LEAVING = CloseOptions.timeout(Duration.ofSeconds(10))
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);

    private Main() {}

    public static void main(String[] given) throws IOException {
        Settings settings = Settings.of(given);
        KafkaStreams streams = new KafkaStreams(topology(settings), properties(settings));
        streams.setUncaughtExceptionHandler(broken -> {
            broken.printStackTrace();
            Runtime.getRuntime().halt(70);
            return null;
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(LEAVING)));
        streams.start();
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }

    static Topology topology(Settings settings) {
        KeyValueBytesStoreSupplier supplier = settings.store().equals("rocksdb")
                ? Stores.persistentKeyValueStore(Ledger.STORE)
                : Stores.inMemoryKeyValueStore(Ledger.STORE);
        Serde<Account> rows = Serdes.serdeFrom(
                (topic, account) -> account.toBytes(),
                (topic, bytes) -> bytes == null ? null : Account.fromBytes(bytes));
        StreamsBuilder builder = new StreamsBuilder();
        builder.addStateStore(Stores.keyValueStoreBuilder(supplier, Serdes.String(), rows));
        builder.stream(
                        List.of(settings.statementsTopic(), settings.paymentsTopic()),
                        Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .process(() -> new Ledger(settings), Ledger.STORE)
                .to(settings.outputTopic(), Produced.with(Serdes.String(), Serdes.ByteArray()));
        return builder.build();
    }

    static Properties properties(Settings settings) {
        Properties told = new Properties();
        told.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        told.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
        told.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, settings.guarantee());
        told.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        told.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder());
        told.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // Under exactly once this is the default; the gate of the course needs it of everybody.
        told.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        return told;
    }
}
