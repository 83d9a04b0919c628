"""Self-contained runs: a broker, its topics, a worker, a feed of days, and what came of them."""
