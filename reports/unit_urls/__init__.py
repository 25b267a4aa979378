"""Addresses under /laporan/; what is a word of its own comes before an office and its period."""

from reports.unit_urls import carried, desk, device, entry, excel, forms, periods, recap

urlpatterns = [
    *device.urlpatterns,
    *periods.urlpatterns,
    *forms.urlpatterns,
    *recap.urlpatterns,
    *carried.urlpatterns,
    *excel.urlpatterns,
    *entry.urlpatterns,
    *desk.urlpatterns,
]
