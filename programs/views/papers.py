"""What the page of an agreement and of a pact show of their paper."""

from programs.models import Paper


def panel(request, paper: Paper) -> dict:
    """Context of ``programs/papers/_panel.html``: the paper and its signatures."""
    signatures = paper.signatures.filter(round=paper.round).order_by("place")
    return {"paper": paper, "signatures": list(signatures)}
