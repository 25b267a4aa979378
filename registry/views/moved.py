"""Who works on a page of a cooperative that was merged meanwhile is told where it went."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from registry.models import Cooperative


class MovedMiddleware:
    """A page of a merged row is not found: lead to what it was merged into instead, within the
    person's reach. What was sent is not saved; the answer tells it back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        uid = request.resolver_match.kwargs.get("uid")
        if not isinstance(error, Http404) or not request.path.startswith(f"/koperasi/{uid}/"):
            return None
        rows = Cooperative.objects.visible_to(request.user)
        survivor = rows.filter(absorbed__uid=uid).first()
        if survivor is None:
            return None
        gone = survivor.absorbed.get(uid=uid)
        if request.method in ("GET", "HEAD"):
            messages.info(request, f"{gone.name} sudah digabung ke {survivor.name}.")
            return redirect(survivor)
        context = {"gone": gone, "survivor": survivor, "typed": _typed(request.POST, gone)}
        return render(request, "registry/cooperatives/moved.html", context, status=409)


def _typed(sent, gone: Cooperative) -> list[tuple[str, str]]:
    """What was written otherwise than it stands; what is sealed is left out."""
    return [
        (field.verbose_name, sent[field.name])
        for field in Cooperative._meta.concrete_fields
        if field.name in sent and field.editable and not field.is_relation
        if field.name != "phone" and sent[field.name] != _written(gone, field)
    ]


def _written(gone: Cooperative, field) -> str:
    value = getattr(gone, field.attname)
    return f"{value:%d-%m-%Y}" if hasattr(value, "strftime") else str(value or "")
