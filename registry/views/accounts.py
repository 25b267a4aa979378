"""Signing in and out, the lock-out, and one's own password."""

import math

from axes.helpers import get_cool_off
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from registry.forms.accounts import NewPasswordForm, SignInForm


@login_not_required
@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """The sign-in; afterwards to ``next``, if that is an address of this portal."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(onward)
    context = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "registry/accounts/sign_in.html", context)


def _onward(request) -> str:
    """Where to go after signing in; a foreign or nonsensical ``next`` is ignored."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    hosts, secure = {request.get_host()}, request.is_secure()
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=hosts, require_https=secure
    ):
        return wanted
    return resolve_url("home-staff")


def locked_out(request, response=None, credentials=None):
    """What axes answers after too many failures: the same for known and unknown usernames."""
    wait = get_cool_off(request)
    context = {
        "minutes": math.ceil(wait.total_seconds() / 60),
        "until": timezone.now() + wait,
        "request_id": request.request_id,
    }
    page = render(request, "registry/accounts/locked_out.html", context, status=429)
    page["Retry-After"] = str(int(wait.total_seconds()))
    page["Cache-Control"] = "no-store"
    return page


@require_POST
def sign_out(request):
    logout(request)
    messages.success(request, "Anda sudah keluar.")
    return redirect("home")


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request):
    """One's own password; other sessions end, this one stays."""
    form = NewPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        messages.success(request, "Kata sandi sudah diganti. Sesi Anda di perangkat lain berakhir.")
        return redirect("home-staff")
    return render(request, "registry/accounts/password.html", {"form": form})
