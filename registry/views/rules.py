"""Pages of the dated rules: what holds, what held, a new wording, a correction."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands
from bengkalis.errors import DomainError, StaleVersion
from registry import rules
from registry.forms.rules import NewWordingForm, WordingForm
from registry.models import Rule
from registry.models.people import today

MANAGE = demands(Permission.MANAGE_RULES, everywhere=True)
FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def rule_list(request):
    """Every rule with the wording of today; whoever is signed in may know what is computed by."""
    wordings = groupby(Rule.objects.order_by("key", "-valid_from"), lambda rule: rule.key)
    found = [_shown(list(rows)) for _, rows in wordings]
    found.sort(key=lambda one: one["latest"].title)
    return render(request, "registry/rules/list.html", {"rules": found})


def _shown(wordings: list[Rule]) -> dict:
    """One rule: its latest wording, the one in force today if any, how many there are."""
    current = next((rule for rule in wordings if rule.holds(today())), None)
    return {"latest": wordings[0], "current": current, "count": len(wordings)}


@require_safe
def rule_page(request, key: str):
    """All wordings of one rule, newest first, and who wrote them."""
    wordings = list(Rule.objects.filter(key=key).order_by("-valid_from"))
    if not wordings:
        raise Http404("Aturan ini tidak ada.")
    context = {
        **_shown(wordings),
        "wordings": wordings,
        "today": today(),
        "trail": rules.trail(key),
        "may_manage": _may_manage(request.user),
    }
    return render(request, "registry/rules/page.html", context)


def _may_manage(user) -> bool:
    return user.scope_of(Permission.MANAGE_RULES).everywhere


@MANAGE
@require_http_methods(FORM_METHODS)
def rule_reword(request, key: str):
    """Let a new wording hold from a day on."""
    latest = Rule.objects.filter(key=key).order_by("-valid_from").first()
    if latest is None:
        raise Http404("Aturan ini tidak ada.")
    wording = Rule(key=key, title=latest.title, value=latest.value)
    seen = {"after": latest.pk, "version": latest.version}
    form = NewWordingForm(request.POST or None, instance=wording, initial=seen)
    if request.method == "POST" and form.is_valid() and _reword(form):
        messages.success(request, f"Rumusan baru berlaku sejak {wording.valid_from:%d-%m-%Y}.")
        return redirect("rule", key)
    return _form_page(request, form, latest, "registry/rules/reword.html")


def _reword(form: NewWordingForm) -> bool:
    data = form.cleaned_data
    try:
        seen = data["after"] or 0, data["version"] or 0
        rules.reword(form.instance, *seen, backdated=data["backdated"])
    except StaleVersion as stale:
        form.show_stale(stale.current)
    except DomainError as error:
        form.add_error("valid_from", str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


@MANAGE
@require_http_methods(FORM_METHODS)
def rule_correct(request, key: str, pk: int):
    """Correct a slip of the pen in a wording."""
    rule = get_object_or_404(Rule, key=key, pk=pk)
    form = WordingForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid() and (changed := _correct(form)) is not None:
        words = "Koreksi tersimpan." if changed else "Tidak ada yang berubah."
        messages.success(request, words)
        return redirect("rule", key)
    return _form_page(request, form, Rule.objects.get(pk=pk), "registry/rules/correct.html")


def _correct(form: WordingForm) -> list[str] | None:
    """The fields that were changed; None where the form must be shown again."""
    try:
        return rules.correct_wording(form.instance, form.cleaned_data["version"] or 0)
    except StaleVersion as stale:
        form.show_stale(stale.current)
    return None


def _form_page(request, form, rule: Rule, template: str):
    code = 409 if form.differences else 200
    return render(request, template, {"form": form, "rule": rule}, status=code)


@MANAGE
@require_POST
def rule_withdraw(request, key: str, pk: int):
    """Take back a wording that does not hold yet."""
    rule = get_object_or_404(Rule, key=key, pk=pk)
    try:
        rules.withdraw(rule, None)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Rumusan itu dibatalkan; yang sebelumnya berlaku terus.")
    return redirect("rule", key)
