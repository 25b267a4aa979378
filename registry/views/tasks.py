"""The work list of tasks, a new task, and closing one by hand."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bengkalis.access import Permission, demands, scope_of
from bengkalis.errors import StaleVersion, TransitionRefused
from bengkalis.paging import Keyset
from registry import enums
from registry.filters_cases import TaskFilter
from registry.forms.cases import ClosingForm, TaskForm, tell
from registry.models import District, Task
from registry.models.people import today
from registry.views.narrowed import Narrowed, places
from registry.views.reaching import find_cooperative, find_part, reaches
from registry.visits import close_task, open_task

FORM_METHODS = ["GET", "HEAD", "POST"]
WITH_NAMES = ("cooperative__district", "opened_by", "closed_by", "visit")
OPEN, DONE = Keyset("due_on"), Keyset("closed_on", descending=True)


@demands(Permission.VIEW_REGISTER)
@require_safe
def task_list(request):
    """What is to be found out: open tasks, the overdue first; or those that are done."""
    done = request.GET.get("done") == "true"
    rows = Task.objects.visible_to(request.user).standing()
    rows = rows.exclude(closed_on=None) if done else rows.open()
    listing = Narrowed(request, TaskFilter, rows.select_related(*WITH_NAMES), "tasks")
    context = listing.context(DONE if done else OPEN)
    context["chips"] = [chip for chip in context["chips"] if chip["label"] != "Selesai"]
    scope = scope_of(request.user, Permission.VIEW_REGISTER)
    context |= {
        "done": done,
        "today": today(),
        "kinds": enums.TaskKind.choices,
        "chosen_kinds": request.GET.getlist("kind"),
        "districts": places(scope, District.objects.all()),
        "chosen_districts": request.GET.getlist("district"),
        "clear_url": f"{listing.here}?done=true" if done else listing.here,
        "may_visit": request.user.may(Permission.RECORD_VISIT),
    }
    return render(request, "registry/tasks/list.html", context)


@demands(Permission.OPEN_TASK)
@require_http_methods(FORM_METHODS)
def task_new(request, uid):
    """Ask somebody to find something out at one cooperative."""
    cooperative = find_cooperative(request.user, uid, Permission.OPEN_TASK)
    task = Task(cooperative=cooperative, opened_on=today())
    form = TaskForm(request.POST or None, instance=task)
    if request.method == "POST" and form.is_valid():
        try:
            open_task(
                cooperative,
                kind=task.kind,
                reason=task.reason,
                due_on=task.due_on,
                by=request.user,
            )
        except TransitionRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Tugas diberikan.")
            return redirect(cooperative)
    context = {"cooperative": cooperative, "form": form}
    return render(request, "registry/tasks/form.html", context)


@demands(Permission.VIEW_REGISTER)
@require_http_methods(FORM_METHODS)
def task_page(request, uid):
    """One task; POST closes it by hand with a note."""
    task = find_part(Task.objects.select_related(*WITH_NAMES), request.user, uid=uid)
    if request.method == "POST":
        return _close(request, task)
    return _page(request, task, ClosingForm(initial={"version": task.version}))


def _page(request, task: Task, form: ClosingForm, status: int = 200):
    context = {
        "task": task,
        "form": form,
        "cooperative": task.cooperative,
        "overdue": not task.closed_on and task.due_on is not None and task.due_on < today(),
        "may_close": not task.closed_on
        and reaches(request.user, task.cooperative, Permission.OPEN_TASK),
        "may_visit": not task.closed_on
        and reaches(request.user, task.cooperative, Permission.RECORD_VISIT),
    }
    return render(request, "registry/tasks/page.html", context, status=status)


def _close(request, task: Task):
    find_cooperative(request.user, task.cooperative.uid, Permission.OPEN_TASK)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, task, form, status=400)
    data = form.cleaned_data
    try:
        close_task(task, note=data["closing_note"], by=request.user, version=data["version"])
    except TransitionRefused as error:
        messages.info(request, str(error))
    except (StaleVersion, ValidationError) as error:
        tell(form, error, Task)
        return _page(request, task, form, status=409)
    else:
        messages.success(request, "Tugas ditutup.")
    return redirect("task", uid=task.uid)
