"""Addresses under /laporan/; what is a word of its own comes before an office and its period."""

from reports.unit_urls import desk, device, entry, excel, periods, recap

urlpatterns = [
    *device.urlpatterns,
    *periods.urlpatterns,
    *recap.urlpatterns,
    *entry.urlpatterns,
    *excel.urlpatterns,
    *desk.urlpatterns,
]
