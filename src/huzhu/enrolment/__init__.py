"""From a roster to covers."""
