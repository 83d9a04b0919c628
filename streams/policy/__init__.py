"""What the bank chose: dated, sourced rules as frozen values."""
