"""A program that owns a broker until it is killed: `python owner.py DATA` prints its address."""

import sys
import time
from pathlib import Path

from streams.broker.embedded import EmbeddedBroker

if __name__ == "__main__":
    with EmbeddedBroker(Path(sys.argv[1])) as owned:
        sys.stdout.write(f"{owned.bootstrap}\n")
        sys.stdout.flush()
        time.sleep(600)
