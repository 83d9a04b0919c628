package org.arrears.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One account's row: what is known of it, and how it stands. Facts are kept in order of their days. */
final class Account {
    static final String CURRENT = "current";

    record Bill(int closedOn, int dueOn, String id, long owedMinor) {
        boolean isBefore(Bill other) {
            return closedOn != other.closedOn ? closedOn < other.closedOn : id.compareTo(other.id) < 0;
        }
    }

    record Payment(int valueOn, String id, long minor) {}

    record Reversal(String id, String paymentId, long minor) {}

    record Open(int dueOn, int closedOn, String id, long minor) {
        boolean isBefore(Open other) {
            if (dueOn != other.dueOn) {
                return dueOn < other.dueOn;
            }
            return closedOn != other.closedOn ? closedOn < other.closedOn : id.compareTo(other.id) < 0;
        }
    }

    final List<Bill> bills = new ArrayList<>();
    final List<Payment> payments = new ArrayList<>();
    final List<Reversal> reversals = new ArrayList<>();
    List<Open> open = new ArrayList<>();
    String bucket = CURRENT;
    long paidMinor;
    long lateMinor;

    /** Adds a statement; false for one that is known. */
    boolean add(Bill bill) {
        int place = bills.size();
        for (int at = 0; at < bills.size(); at++) {
            if (bills.get(at).id.equals(bill.id)) {
                return false;
            }
        }
        while (place > 0 && bill.isBefore(bills.get(place - 1))) {
            place--;
        }
        bills.add(place, bill);
        return true;
    }

    /** Adds a payment; false for a repeat. */
    boolean add(Payment payment) {
        for (int at = 0; at < payments.size(); at++) {
            if (payments.get(at).id.equals(payment.id)) {
                return false;
            }
        }
        int place = payments.size();
        while (place > 0 && payment.valueOn < payments.get(place - 1).valueOn) {
            place--;
        }
        payments.add(place, payment);
        return true;
    }

    /** Adds a reversal, whose payment may come later; false for a repeat. */
    boolean add(Reversal reversal) {
        for (int at = 0; at < reversals.size(); at++) {
            if (reversals.get(at).id.equals(reversal.id)) {
                return false;
            }
        }
        reversals.add(reversal);
        return true;
    }

    /** Lays all payments on all obligations anew, oldest first, and classes what is late. */
    void settle(int asOf) {
        open = new ArrayList<>(bills.size());
        paidMinor = 0;
        int nextBill = 0;
        for (Payment payment : payments) {
            // Only what closed before the value date can be settled by it.
            while (nextBill < bills.size() && bills.get(nextBill).closedOn < payment.valueOn) {
                owe(bills.get(nextBill++));
            }
            long left = left(payment);
            paidMinor += left;
            lay(left);
        }
        while (nextBill < bills.size()) {
            owe(bills.get(nextBill++));
        }
        lateMinor = 0;
        int oldest = asOf;
        for (Open one : open) {
            if (one.dueOn < asOf) {
                lateMinor += one.minor;
                oldest = Math.min(oldest, one.dueOn);
            }
        }
        bucket = Buckets.of(asOf - oldest, lateMinor);
    }

    private long left(Payment payment) {
        long left = payment.minor;
        for (Reversal reversal : reversals) {
            if (reversal.paymentId.equals(payment.id)) {
                left -= reversal.minor;
            }
        }
        return Math.max(0, left);
    }

    private void owe(Bill bill) {
        if (bill.owedMinor > 0) {
            Open owed = new Open(bill.dueOn, bill.closedOn, bill.id, bill.owedMinor);
            int place = open.size();
            while (place > 0 && owed.isBefore(open.get(place - 1))) {
                place--;
            }
            open.add(place, owed);
        }
    }

    private void lay(long minor) {
        while (minor > 0 && !open.isEmpty()) {
            Open oldest = open.get(0);
            if (oldest.minor > minor) {
                open.set(0, new Open(oldest.dueOn, oldest.closedOn, oldest.id, oldest.minor - minor));
                return;
            }
            minor -= oldest.minor;
            open.remove(0);
        }
    }

    /** Writes the row; the longest id is far below what a byte can count. */
    byte[] toBytes() {
        int size = 2 + bucket.length() + 24;
        for (Bill bill : bills) {
            size += 17 + bill.id.length();
        }
        for (Payment payment : payments) {
            size += 13 + payment.id.length();
        }
        for (Reversal reversal : reversals) {
            size += 10 + reversal.id.length() + reversal.paymentId.length();
        }
        size += open.size() * 9;
        ByteBuffer out = ByteBuffer.allocate(size + 8);
        text(out, bucket);
        out.putLong(paidMinor).putLong(lateMinor);
        out.putShort((short) bills.size());
        for (Bill bill : bills) {
            text(out.putInt(bill.closedOn).putInt(bill.dueOn).putLong(bill.owedMinor), bill.id);
        }
        out.putShort((short) payments.size());
        for (Payment payment : payments) {
            text(out.putInt(payment.valueOn).putLong(payment.minor), payment.id);
        }
        out.putShort((short) reversals.size());
        for (Reversal reversal : reversals) {
            text(out.putLong(reversal.minor), reversal.id);
            text(out, reversal.paymentId);
        }
        out.put((byte) open.size());
        for (Open one : open) {
            out.put((byte) placeOf(one.id)).putLong(one.minor);
        }
        byte[] written = new byte[out.position()];
        System.arraycopy(out.array(), 0, written, 0, written.length);
        return written;
    }

    static Account fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Account account = new Account();
        account.bucket = text(in);
        account.paidMinor = in.getLong();
        account.lateMinor = in.getLong();
        for (int left = in.getShort(); left > 0; left--) {
            int closedOn = in.getInt();
            int dueOn = in.getInt();
            long owedMinor = in.getLong();
            account.bills.add(new Bill(closedOn, dueOn, text(in), owedMinor));
        }
        for (int left = in.getShort(); left > 0; left--) {
            int valueOn = in.getInt();
            long minor = in.getLong();
            account.payments.add(new Payment(valueOn, text(in), minor));
        }
        for (int left = in.getShort(); left > 0; left--) {
            long minor = in.getLong();
            String id = text(in);
            account.reversals.add(new Reversal(id, text(in), minor));
        }
        // What is open is worked out anew from the facts; it stands in the row for who reads it.
        return account;
    }

    private int placeOf(String billId) {
        for (int at = 0; at < bills.size(); at++) {
            if (bills.get(at).id.equals(billId)) {
                return at;
            }
        }
        throw new IllegalStateException("no statement " + billId);
    }

    private static void text(ByteBuffer out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.put((byte) bytes.length).put(bytes);
    }

    private static String text(ByteBuffer in) {
        int length = in.get() & 0xff;
        String value = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return value;
    }
}
