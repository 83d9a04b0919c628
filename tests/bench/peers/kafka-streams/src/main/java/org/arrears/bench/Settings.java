package org.arrears.bench;

import java.util.HashMap;
import java.util.Map;

/** What the program is told: {@code name=value} for each of these, all of them needed. */
record Settings(
        String bootstrap,
        String applicationId,
        String statementsTopic,
        String paymentsTopic,
        String outputTopic,
        int statementSchemaId,
        int paymentSchemaId,
        int asOf,
        String store,
        String guarantee,
        int threads,
        String stateFolder) {

    static Settings of(String[] given) {
        Map<String, String> by = new HashMap<>();
        for (String one : given) {
            String[] pair = one.split("=", 2);
            by.put(pair[0], pair[1]);
        }
        return new Settings(
                need(by, "bootstrap"),
                need(by, "application"),
                need(by, "statements"),
                need(by, "payments"),
                need(by, "output"),
                Integer.parseInt(need(by, "statement-schema")),
                Integer.parseInt(need(by, "payment-schema")),
                Integer.parseInt(need(by, "as-of")),
                need(by, "store"),
                need(by, "guarantee"),
                Integer.parseInt(need(by, "threads")),
                need(by, "state"));
    }

    private static String need(Map<String, String> by, String name) {
        String value = by.get(name);
        if (value == null) {
            throw new IllegalArgumentException("give " + name + "=...");
        }
        return value;
    }
}
