"""The office's desk, with its facts collected."""

from __future__ import annotations

import pytest

from factories.money import open_counter


@pytest.fixture
def counter(house, at):
    with open_counter(at) as made:
        yield made
