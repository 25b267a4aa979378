"""The one subject of the portal's statistics, as catalogues and files name it."""

from reports.statistics.cube import Text

SUBJECT_CODE = "KOPUKM"
SUBJECT = Text("Koperasi dan UMKM", "Cooperatives and MSMEs")
