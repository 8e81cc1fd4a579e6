"""Messages to people who log in."""
