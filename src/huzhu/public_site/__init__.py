"""Open pages: what anybody may ask without logging in."""
