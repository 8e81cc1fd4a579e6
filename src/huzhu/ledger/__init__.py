"""Books of balanced double entry."""
