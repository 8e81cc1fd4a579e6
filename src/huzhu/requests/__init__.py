"""References, and acts that happen once."""
