"""What a member has saved: entered by day, corrected; amounts are sealed and readings recorded."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bengkalis.access import Permission, demands, find_editable
from bengkalis.audit import note_reading
from bengkalis.errors import DomainError, StaleVersion
from registry import membership
from registry.forms.members import SavingsForm
from registry.models import Member, MemberSavings
from registry.views.member import FORM_METHODS, with_book


@demands(Permission.EDIT_MEMBERS)
@never_cache
@require_http_methods(FORM_METHODS)
def member_savings(request, uid):
    """Enter the savings of a day."""
    member = find_editable(with_book(), request.user, uid=uid)
    return _edit(request, member, MemberSavings(member=member))


@demands(Permission.EDIT_MEMBERS)
@never_cache
@require_http_methods(FORM_METHODS)
def member_savings_correct(request, uid, pk: int):
    """Correct the savings of a day; opening the form reads them, and is recorded."""
    member = find_editable(with_book(), request.user, uid=uid)
    savings = get_object_or_404(member.savings, pk=pk)
    if request.method != "POST":
        note_reading(request, member, "savings", "Membuka formulir perubahan")
    return _edit(request, member, savings)


def _edit(request, member: Member, savings: MemberSavings):
    form = SavingsForm(request.POST or None, instance=savings)
    code = 200
    if request.method == "POST" and form.is_valid():
        try:
            membership.record_savings(form.instance, form.cleaned_data["version"])
        except StaleVersion as stale:
            note_reading(request, member, "savings", "Membandingkan dengan versi lain")
            form.show_stale(stale.current)
            code = 409
        except DomainError as error:
            form.add_error(None, str(error))
            code = 409
        else:
            messages.success(request, f"{savings} tersimpan.")
            return redirect(member)
    context = {
        "form": form,
        "member": member,
        "cooperative": member.cooperative,
        "savings": member.savings.all(),
        "editing": None if savings._state.adding else savings.pk,
    }
    return render(request, "registry/members/savings.html", context, status=code)
