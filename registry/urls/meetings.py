"""Addresses of the RAT and of the health assessments."""

from django.urls import path

from registry.views import health, meeting_list, meetings

ONE = "koperasi/<uuid:uid>/"

urlpatterns = [
    path("koperasi/rat/", meeting_list.meeting_states, name="meetings"),
    path("koperasi/rat/unduh/", meeting_list.meetings_download, name="meetings-download"),
    path(f"{ONE}rat/baru/", meetings.cooperative_meeting_new, name="cooperative-meeting-new"),
    path(f"{ONE}rat/<int:pk>/", meetings.cooperative_meeting, name="cooperative-meeting"),
    path(
        f"{ONE}rat/<int:pk>/hapus/",
        meetings.cooperative_meeting_delete,
        name="cooperative-meeting-delete",
    ),
    path(f"{ONE}kesehatan/", health.health, name="health"),
    path(f"{ONE}kesehatan/baru/", health.health_new, name="health-new"),
    path(f"{ONE}kesehatan/<uuid:assessment>/", health.health_edit, name="health-edit"),
]
