"""The public directory as a file: the download as shipped against one object a row and pandas."""

import io

from benchmarks.asking import ask
from benchmarks.plain import ROWS
from benchmarks.timing import Sides

DOWNLOAD = "/koperasi/unduh/?format="


def export_xlsx(rows: int) -> Sides:
    portal = ask(f"{DOWNLOAD}xlsx")
    return Sides(
        "Unduh XLSX", lambda: _frame().to_excel(io.BytesIO(), index=False), portal, 1, True
    )


def export_csv(rows: int) -> Sides:
    portal = ask(f"{DOWNLOAD}csv-machine")
    return Sides("Unduh CSV", lambda: _frame().to_csv(io.StringIO(), index=False), portal, 1, True)


def _frame():
    """The columns of the portal's own public download."""
    import pandas

    return pandas.DataFrame(
        {
            "Nama Koperasi": one.name,
            "Nomor Badan Hukum": one.deed_number,
            "Jenis": one.get_kind_display(),
            "Kecamatan": one.district.name,
            "Desa/Kelurahan": str(one.village or ""),
            "Status": one.get_status_display(),
            "Tautan": f"http://testserver/koperasi/{one.uid}/",
        }
        for one in ROWS.all()
    )
