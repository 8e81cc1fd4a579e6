"""The columnar evaluator: the same decisions as `evaluate`, for millions of claims at a time.

An edition is run over numpy columns of whole numbers taken from a Polars frame.
What a claim comes to by itself is reckoned for a whole chunk of persons at once;
what depends on earlier claims is reckoned in rounds: the first claims of all
persons, then their second claims, and so on. `decide` is the door.
"""

from .decide import Decided, decide, decide_partition, decided

__all__ = ["Decided", "decide", "decide_partition", "decided"]
