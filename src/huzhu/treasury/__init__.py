"""Money in and out of the bank."""
