"""Where the house is put together."""
