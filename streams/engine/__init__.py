"""Exact and crash-safe: partition store, transactional writer, recovery; knows no credit."""
