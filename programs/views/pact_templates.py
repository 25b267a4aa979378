"""The wordings of the integrity pact: which held from when to when, and the next one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands
from programs.forms.pacts import TemplateForm
from programs.models import PactTemplate
from programs.pacts import new_template

COPIED = ("title", "opening", "source")


@demands(Permission.VIEW_PROGRAMS)
@require_safe
def pact_templates(request):
    """Every wording, the newest first, and how many pacts were opened with it."""
    used = Count("pacts", Q(pacts__paper__round__gt=0))
    rows = PactTemplate.objects.visible_to(request.user).annotate(used=used).order_by("-number")
    may_edit = request.user.may(Permission.PREPARE_PAPERS)
    context = {"templates": rows, "may_edit": may_edit}
    return render(request, "programs/pacts/templates.html", context)


@demands(Permission.PREPARE_PAPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def pact_template_new(request):
    """The next wording, as a copy of the last to be changed."""
    last = PactTemplate.objects.editable_by(request.user).order_by("-number").first()
    fresh = PactTemplate(number=last.number + 1 if last else 1)
    initial = {name: getattr(last, name) for name in COPIED} if last else {}
    initial["points"] = "\n".join(last.points) if last else ""
    form = TemplateForm(request.POST or None, instance=fresh, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            new_template(form.instance)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Naskah baku versi {form.instance.number} tersimpan.")
            return redirect("pact-templates")
    context = {"form": form, "last": last, "number": fresh.number}
    return render(request, "programs/pacts/template_form.html", context)
