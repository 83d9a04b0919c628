"""The embedded Kafka broker and the topics on it."""
