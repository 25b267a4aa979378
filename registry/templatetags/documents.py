"""The documents of one part of a cooperative, on the page of that part."""

from django import template

from bengkalis.access import Permission, scope_of

register = template.Library()


@register.inclusion_tag("registry/documents/_about.html", takes_context=True)
def documents_about(context, name, part, cooperative):
    """What is on file about ``part`` (``name`` as in ``models.documents.ABOUT``), to who may open
    it, with the way to add more."""
    user = context["request"].user
    district = cooperative.district_id
    may = scope_of(user, Permission.VIEW_DOCUMENTS).covers(district)
    return {
        "about": f"{name}:{part.pk}",
        "cooperative": cooperative,
        "documents": part.documents.all() if may else [],
        "may_open": may,
        "may_add": may and scope_of(user, Permission.EDIT_COOPERATIVE).covers(district),
    }
