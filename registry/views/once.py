"""A secret shown once: sealed in the session between the redirect and the next page."""

import base64

from bengkalis.sealed import seal, unseal


def keep(request, name: str, text: str) -> None:
    """Hold ``text`` for the next page that takes it; in the session it is encrypted."""
    sealed = seal(text, f"once.{name}")
    request.session[f"once.{name}"] = base64.b64encode(sealed).decode()


def take(request, name: str) -> str:
    """The secret kept under ``name``, which is gone afterwards; "" when there is none."""
    kept = request.session.pop(f"once.{name}", None)
    return unseal(base64.b64decode(kept), f"once.{name}") if kept else ""
