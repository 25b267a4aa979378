"""Bearer tokens of REST clients."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from registry.models import ApiToken

SEEN_EVERY = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; no header is a stranger, a wrong token is 401."""

    def authenticate(self, request):
        parts = get_authorization_header(request).decode("latin-1").split()
        if not parts:
            return None
        if len(parts) != 2 or parts[0].lower() != "bearer":
            raise AuthenticationFailed("Diharapkan kepala Authorization: Bearer <token>.")
        token = self._find(parts[1])
        return token.user, token

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="portal"'

    def _find(self, text: str) -> ApiToken:
        token = (
            ApiToken.objects.usable()
            .select_related("user")
            .filter(digest=ApiToken.hash(text), user__is_active=True)
            .first()
        )
        if token is None:
            raise AuthenticationFailed("Token tidak dikenal, sudah dicabut, atau kedaluwarsa.")
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token
