"""The portal as shipped against the plain way of doing the same, side by side in one run.

``manage.py benchmark`` calls the function of each name, in the module that stands here. What counts
are the ratios: milliseconds belong to the machine and the hour. Nothing stays: what is written is
rolled back, so the cost of the last fsync is in neither side.
"""

MEASUREMENTS = {
    **dict.fromkeys(("api_list", "api_filter", "api_search", "api_last_page"), "asking"),
    **dict.fromkeys(("api_detail", "html_list"), "asking"),
    **dict.fromkeys(("statistics_warm", "statistics_cold"), "statistics"),
    "import_cooperatives": "imports",
    **dict.fromkeys(("export_xlsx", "export_csv"), "exporting"),
    **dict.fromkeys(("audit_one", "audit_bulk"), "auditing"),
}
