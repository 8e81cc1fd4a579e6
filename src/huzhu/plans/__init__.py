"""The catalogue of published editions."""
