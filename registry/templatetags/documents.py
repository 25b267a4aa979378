"""The documents of one part of a cooperative, on the page of that part."""

from django import template

from bengkalis.access import Permission
from registry.views.reaching import reaches

register = template.Library()


@register.inclusion_tag("registry/documents/_about.html", takes_context=True)
def documents_about(context, name, part, cooperative):
    """What is on file about ``part`` (``name`` as in ``models.documents.ABOUT``), to who may open
    it, with the way to add more."""
    user = context["request"].user
    may = reaches(user, cooperative, Permission.VIEW_DOCUMENTS)
    return {
        "about": f"{name}:{part.pk}",
        "cooperative": cooperative,
        "documents": part.documents.all() if may else [],
        "may_open": may,
        "may_add": may and reaches(user, cooperative, Permission.EDIT_COOPERATIVE),
    }
