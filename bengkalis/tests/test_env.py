"""A missing or nonsensical setting stops the start with one sentence that names it."""

import pytest

from bengkalis import env


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    path = tmp_path / "kunci"
    path.write_text("x" * 40 + "\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))
    assert env.secret("SECRET_KEY", None) == "x" * 40


def test_a_secret_is_demanded_where_a_database_is_configured(monkeypatch):
    monkeypatch.delenv("PERSONAL_DATA_KEY", raising=False)
    with pytest.raises(SystemExit, match=r"^PERSONAL_DATA_KEY: wajib"):
        env.secret("PERSONAL_DATA_KEY", None)


def test_the_demonstration_makes_a_private_secret_once(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = env.secret("SECRET_KEY", tmp_path / "secrets")
    assert env.secret("SECRET_KEY", tmp_path / "secrets") == first
    assert (tmp_path / "secrets" / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value", "call"),
    [
        ("DEBUG", "mungkin", env.boolean),
        ("DATABASE_URL", "mysql://u:p@h/db", env.database),
        ("DATABASE_URL", "postgres://u:p@h:99x/db", env.database),
        ("DATABASE_URL", "postgres://u:p@h", env.database),
        ("EMAIL_URL", "imap://h", env.email),
        ("API_RATE_PX", "banyak", lambda name: env.rate(name, "30/10s")),
        ("API_RATE_PX", "30/0s", lambda name: env.rate(name, "30/10s")),
        ("SECRET_KEY", "pendek", lambda name: env.secret(name, None)),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch, name, value, call):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=f"^{name}: "):
        call(name)


def test_a_database_url_is_read_with_its_escapes(monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL", "postgres://a%40b:p%2Fw@db.local:5433/portal?sslmode=require"
    )
    found = env.database("DATABASE_URL")
    assert found["USER"] == "a@b"
    assert found["PASSWORD"] == "p/w"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.local", "5433", "portal")
    assert found["OPTIONS"] == {"sslmode": "require"}
