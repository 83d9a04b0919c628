package org.arrears.bench;

/** The bands of the benchmark's policy. */
final class Buckets {
    private static final long TOLERANCE_MINOR = 1_000;
    private static final long LARGE_FROM_MINOR = 50_000;

    private Buckets() {}

    static String of(int daysLate, long lateMinor) {
        if (lateMinor <= TOLERANCE_MINOR) {
            return Account.CURRENT;
        }
        boolean isLarge = lateMinor >= LARGE_FROM_MINOR;
        if (daysLate >= 91) {
            return isLarge ? "d91.large" : "d91.small";
        }
        if (daysLate >= 61) {
            return isLarge ? "d61.large" : "d61.small";
        }
        if (daysLate >= 31) {
            return isLarge ? "d31.large" : "d31.small";
        }
        return isLarge ? "d1.large" : "d1.small";
    }
}
