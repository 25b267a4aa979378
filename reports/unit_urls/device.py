"""Addresses of the UPT reports for devices that work without a network."""

from django.urls import path

from reports.unit_views import device

urlpatterns = [
    path("perangkat/daftar.json", device.device_list, name="device-list"),
    path("perangkat/kirim/", device.device_send, name="device-send"),
    path(
        "perangkat/<slug:office>/<slug:period>/paket.json",
        device.device_bundle,
        name="device-bundle",
    ),
]
