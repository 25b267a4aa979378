"""Fixtures of the tests that read the programmes over REST."""

import pytest


@pytest.fixture
def ask(client, token_of):
    """``ask(path, who, **params)`` → the answer to a reader with a token."""

    def get(path, who, **params):
        return client.get(path, params, headers={"Authorization": f"Bearer {token_of(who)}"})

    return get
