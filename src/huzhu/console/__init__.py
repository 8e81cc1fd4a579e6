"""The screens of officers."""
