package org.arrears.bench;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Takes each fact into its account's row, and says when that account's bucket changes. */
final class Ledger implements Processor<String, byte[], String, byte[]> {
    static final String STORE = "accounts";
    private static final int PAYMENT_POSTED = 1;

    private final Settings settings;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, Account> accounts;

    Ledger(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        this.context = context;
        this.accounts = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Account account = accounts.get(record.key());
        if (account == null) {
            account = new Account();
        }
        String topic = context.recordMetadata().orElseThrow().topic();
        boolean isStatement = topic.equals(settings.statementsTopic());
        boolean isNew = isStatement ? billed(account, record.value()) : paid(account, record.value());
        if (!isNew) {
            return;
        }
        String before = account.bucket;
        account.settle(settings.asOf());
        accounts.put(record.key(), account);
        if (!before.equals(account.bucket)) {
            String said = before + ">" + account.bucket + ":" + account.lateMinor;
            context.forward(record.withValue(said.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private boolean billed(Account account, byte[] value) {
        AvroBytes in = new AvroBytes(value, settings.statementSchemaId());
        in.envelope();
        String id = in.text();
        in.skipText();
        int closedOn = (int) in.number();
        int dueOn = (int) in.number();
        long minDueMinor = in.number();
        in.number();
        long includedMinor = in.number();
        long creditMinor = in.number();
        long owedMinor = Math.max(0, Math.max(0, minDueMinor - includedMinor) - creditMinor);
        return account.add(new Account.Bill(closedOn, dueOn, id, owedMinor));
    }

    private boolean paid(Account account, byte[] value) {
        AvroBytes in = new AvroBytes(value, settings.paymentSchemaId());
        boolean isPosted = in.envelope() == PAYMENT_POSTED;
        String paymentId = in.text();
        in.skipText();
        long minor = in.number();
        int valueOn = in.isPresent() ? (int) in.number() : 0;
        in.skipText();
        if (isPosted) {
            return account.add(new Account.Payment(valueOn, paymentId, minor));
        }
        if (!in.isPresent()) {
            throw new IllegalArgumentException("a reversal without an id");
        }
        return account.add(new Account.Reversal(in.text(), paymentId, minor));
    }
}
