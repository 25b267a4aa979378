"""Fixtures of the programmes' tests: reading over REST, and MSMEs as the register makes them."""

import pytest

from registry.tests.conftest import make_enterprise  # noqa: F401


@pytest.fixture
def ask(client, token_of):
    """``ask(path, who, **params)`` → the answer to a reader with a token."""

    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get
