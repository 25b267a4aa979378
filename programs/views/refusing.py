"""What a rule refused, said in the form that was sent."""

from django.core.exceptions import ValidationError

from bengkalis.errors import TransitionRefused

REFUSED = (TransitionRefused, ValidationError)


def tell(form, error: TransitionRefused | ValidationError) -> None:
    """Put every sentence of ``error`` on top of ``form``."""
    sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
    form.add_error(None, list(sentences))
