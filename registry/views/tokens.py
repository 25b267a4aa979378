"""One's own REST tokens: issued, listed, revoked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bengkalis.access import Permission, demands
from registry.accounts import revoke_token
from registry.forms.tokens import TokenForm
from registry.models import ApiToken
from registry.views import once


@demands(Permission.HOLD_TOKEN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request):
    """One's own tokens; a new one's text is shown on the next page and never again."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _, text = ApiToken.issue(request.user, **form.cleaned_data)
        once.keep(request, "token", text)
        return redirect("tokens")
    context = {
        "form": form,
        "tokens": with_states(request.user.tokens.all()),
        "secret": once.take(request, "token"),
    }
    return render(request, "registry/tokens/list.html", context)


def with_states(tokens) -> list[dict]:
    """Tokens, each with whether it works now: usable, expired or revoked."""
    now = timezone.now()
    return [{"row": token, "state": _state(token, now)} for token in tokens]


def _state(token: ApiToken, now) -> str:
    if token.revoked_at:
        return "revoked"
    return "expired" if token.expires_at <= now else "usable"


@require_POST
def token_revoke(request, uid):
    """Revoke one's own token, or, as a manager of people, anybody's."""
    token = ApiToken.objects.filter(uid=uid).select_related("user").first()
    manages = request.user.scope_of(Permission.MANAGE_PEOPLE).everywhere
    if token is None or not (manages or token.user_id == request.user.pk):
        raise Http404("Token tidak ditemukan.")
    revoke_token(token)
    messages.success(request, f"Token “{token.label}” sudah dicabut.")
    if token.user_id == request.user.pk:
        return redirect("tokens")
    return redirect("person", token.user.uid)
