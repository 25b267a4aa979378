"""Back to the work list: a form that was opened from it with ``?kembali=`` ends there."""

import re

BACK = "kembali"
_UID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# Whole and in ASCII: what else stands in an address breaks the header or leads elsewhere.
_WORK_LIST = re.compile(rf"(?:/mutu-data/[a-z0-9_/-]*|/koperasi/{_UID}/mutu/)(?:\?[!-~]*)?")
_SAVED = re.compile(rf"/koperasi/{_UID}/[a-z/]*")  # with a query it is another step of the form


class ReturnMiddleware:
    """When a form of a cooperative is saved, go back to where its address says."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302 and BACK in request.GET:
            back = asked_back(request)
            if back and _SAVED.fullmatch(response["Location"]):
                response["Location"] = back
        return response


def asked_back(request) -> str:
    """The address to go back to, if it is one of our work lists; otherwise ""."""
    back = request.GET.get(BACK, "")
    return back if _WORK_LIST.fullmatch(back) else ""


def back(request) -> dict:
    """Context processor: ``back_to``, the work list from which this page was opened, or ""."""
    return {"back_to": asked_back(request)}
