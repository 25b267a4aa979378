"""The form of a report as an Excel workbook, and what came back in one."""
