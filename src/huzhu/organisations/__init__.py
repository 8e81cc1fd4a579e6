"""The union tree and its offices."""
