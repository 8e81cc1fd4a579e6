"""A key for each person."""
