"""People and where they work."""
