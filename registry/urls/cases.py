"""Addresses of the status by evidence, of tasks, field visits and dissolution cases."""

from django.urls import path

from registry.views import dissolution, proposals, tasks, visits

ONE = "koperasi/<uuid:uid>/"
PROPOSALS = "koperasi/usulan-status/"
CASE = "pembubaran/<uuid:uid>/"

urlpatterns = [
    path(PROPOSALS, proposals.proposal_list, name="status-proposals"),
    path(f"{PROPOSALS}unduh/", proposals.proposals_download, name="status-proposals-download"),
    path(f"{PROPOSALS}tugas/", proposals.proposals_tasks, name="status-proposals-tasks"),
    path(f"{PROPOSALS}pembubaran/", proposals.proposals_cases, name="status-proposals-cases"),
    path("tugas/", tasks.task_list, name="tasks"),
    path("tugas/<uuid:uid>/", tasks.task_page, name="task"),
    path(f"{ONE}tugas/baru/", tasks.task_new, name="task-new"),
    path(f"{ONE}kunjungan/baru/", visits.visit_new, name="visit-new"),
    path("kunjungan/<uuid:uid>/", visits.visit_page, name="visit"),
    path("kunjungan/<uuid:uid>/ubah/", visits.visit_edit, name="visit-edit"),
    path(f"{ONE}pembubaran/baru/", dissolution.case_new, name="case-new"),
    path("pembubaran/", dissolution.case_list, name="cases"),
    path(CASE, dissolution.case_page, name="case"),
    path(f"{CASE}keputusan/", dissolution.case_decision, name="case-decision"),
    path(f"{CASE}langkah/<slug:step>/", dissolution.case_step, name="case-step"),
]
