"""From an event to a decision and its payment."""
