"""Rosters and covers on the officers' screens."""
