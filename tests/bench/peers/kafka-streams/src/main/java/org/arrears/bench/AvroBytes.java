package org.arrears.bench;

import java.nio.charset.StandardCharsets;

/** Reads an Avro body behind its schema id, field by field; what nobody asks for is skipped. */
final class AvroBytes {
    private static final int HEAD = 5;

    private final byte[] bytes;
    private int at = HEAD;

    /** Begins behind the frame; throws where the schema is another one than expected. */
    AvroBytes(byte[] bytes, int schemaId) {
        this.bytes = bytes;
        int found = (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
        if (bytes[0] != 0 || found != schemaId) {
            throw new IllegalArgumentException("schema " + found + " where " + schemaId + " was expected");
        }
    }

    long number() {
        long value = 0;
        int shift = 0;
        while (true) {
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
            shift += 7;
        }
    }

    String text() {
        int length = (int) number();
        String value = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return value;
    }

    void skipText() {
        int length = (int) number();
        at += length;
    }

    /** Tells whether a union of null and something holds the something. */
    boolean isPresent() {
        return number() != 0;
    }

    /** Passes over the envelope and returns the type's place in its enum. */
    int envelope() {
        skipText();
        int type = (int) number();
        skipText();
        number();
        number();
        if (isPresent()) {
            number();
        }
        skipText();
        number();
        for (int field = 0; field < 3; field++) {
            if (isPresent()) {
                skipText();
            }
        }
        return type;
    }
}
