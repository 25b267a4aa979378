"""Fixtures of the tests that change something over REST."""

import json

import pytest


@pytest.fixture
def send(client, token_of):
    """``send("post", path, data, who, match=etag, key=…)`` → the answer to a change."""

    def call(method, path, data, who, match=None, key=None, scope="write"):
        headers = {"Authorization": f"Bearer {token_of(who, scope)}"}
        headers |= {"If-Match": match} if match else {}
        headers |= {"Idempotency-Key": key} if key else {}
        body = data if isinstance(data, str) else json.dumps(data)
        send = getattr(client, method)
        return send(path, body, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def etag_of(client, token_of):
    def read(path, who):
        return client.get(path, headers={"Authorization": f"Bearer {token_of(who)}"})["ETag"]

    return read
