"""Pages of the organisation: the tree, one office, and the form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bengkalis.access import Permission, demands, find_editable
from bengkalis.errors import DomainError, StaleVersion
from registry import offices
from registry.forms.offices import OfficeForm
from registry.models import Appointment, Office, OfficeDistrict
from registry.models.people import today

MANAGE = demands(Permission.MANAGE_OFFICES, everywhere=True)


@demands(Permission.VIEW_OFFICES)
@require_safe
def office_list(request):
    """The organisation as a tree; closed offices apart."""
    rows = list(_with_people(Office.objects.visible_to(request.user)))
    context = {
        "branches": offices.tree(office for office in rows if office.is_active),
        "closed": [office for office in rows if not office.is_active],
        "may_manage": _may_manage(request.user),
    }
    return render(request, "registry/offices/list.html", context)


def _with_people(rows):
    """Offices with their kecamatan and the number of people appointed today."""
    day = today()
    current = Q(appointments__valid_from__lte=day, appointments__user__is_active=True)
    current &= Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gte=day)
    links = OfficeDistrict.objects.select_related("district")
    return rows.annotate(
        people=Count("appointments__user", filter=current, distinct=True)
    ).prefetch_related(Prefetch("district_links", links))


def _may_manage(user) -> bool:
    return user.scope_of(Permission.MANAGE_OFFICES).everywhere


@demands(Permission.VIEW_OFFICES)
@require_safe
def office_page(request, uid):
    """One office: where it stands, what it serves, who works there today."""
    rows = Office.objects.visible_to(request.user).select_related("parent")
    office = get_object_or_404(rows, uid=uid)
    current = Appointment.objects.in_force(today()).filter(office=office, user__is_active=True)
    context = {
        "office": office,
        "districts": [link.district for link in office.district_links.select_related("district")],
        "children": office.children.filter(is_active=True),
        "appointments": current.select_related("user").order_by("user__full_name", "id"),
        "may_manage": _may_manage(request.user),
        "may_manage_people": request.user.scope_of(Permission.MANAGE_PEOPLE).everywhere,
    }
    return render(request, "registry/offices/page.html", context)


@MANAGE
@require_http_methods(["GET", "HEAD", "POST"])
def office_new(request):
    form = OfficeForm(request.POST or None, initial=_under(request))
    if request.method == "POST" and form.is_valid() and _open(form):
        messages.success(request, f"{form.instance} sudah dicatat.")
        return redirect("office", form.instance.uid)
    context = {"form": form, "office": None, "back": reverse("offices")}
    return render(request, "registry/offices/form.html", context)


def _under(request) -> dict:
    """``?parent=CODE`` fills in the superior office."""
    code = request.GET.get("parent", "").replace("\0", "")
    parent = Office.objects.filter(code=code, is_active=True).first()
    return {"parent": parent} if parent else {}


def _open(form: OfficeForm) -> bool:
    try:
        offices.open_office(form.instance, form.cleaned_data["districts"])
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


@MANAGE
@require_http_methods(["GET", "HEAD", "POST"])
def office_edit(request, uid):
    office = find_editable(Office.objects, request.user, uid=uid)
    form = OfficeForm(request.POST or None, instance=office)
    if request.method == "POST" and form.is_valid() and _correct(form):
        messages.success(request, f"{office} sudah disimpan.")
        return redirect("office", office.uid)
    back = reverse("office", args=[uid])
    context = {"form": form, "office": Office.objects.get(pk=office.pk), "back": back}
    return render(request, "registry/offices/form.html", context)


def _correct(form: OfficeForm) -> bool:
    version = form.cleaned_data["version"] or 0
    try:
        offices.correct_office(form.instance, form.cleaned_data["districts"], version)
    except StaleVersion as stale:
        form.show_stale(stale.current)
    except ValidationError as error:
        form.add_error(None, error)
    except DomainError as error:
        form.add_error(None, str(error))
    return not form.errors


@MANAGE
@require_POST
def office_close(request, uid):
    return _change(request, uid, offices.close_office, "sudah ditutup; kecamatannya dilepas")


@MANAGE
@require_POST
def office_reopen(request, uid):
    return _change(request, uid, offices.reopen_office, "sudah dibuka lagi")


def _change(request, uid, change, outcome: str):
    office = find_editable(Office.objects, request.user, uid=uid)
    try:
        change(office)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{office} {outcome}.")
    return redirect("office", uid)
