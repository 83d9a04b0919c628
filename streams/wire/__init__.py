"""Avro bytes to facts and notices to Avro bytes; the only room that reads the contracts."""
