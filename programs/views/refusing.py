"""What a rule refused, said in the form that was sent."""

from django.core.exceptions import ValidationError

from bengkalis.errors import TransitionRefused

REFUSED = (TransitionRefused, ValidationError)


def sentences(error: TransitionRefused | ValidationError) -> list[str]:
    """Every sentence of ``error``."""
    return list(error.messages) if isinstance(error, ValidationError) else [str(error)]


def tell(form, error: TransitionRefused | ValidationError) -> None:
    """Put every sentence of ``error`` on top of ``form``."""
    form.add_error(None, sentences(error))
