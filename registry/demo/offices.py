"""Demonstration offices: sections at the dinas, and UPTs such that each kecamatan has one.

Only UPTD Koperasi Kecamatan Mandau is on public record; the others are made up and say so.
"""

from registry.models import District, Office, OfficeDistrict

SECTIONS = (
    ("SEKSI-KELEMBAGAAN", "seksi", "Seksi Kelembagaan Koperasi", "BID-KELEMBAGAAN"),
    ("SEKSI-PENGAWASAN", "seksi", "Seksi Pengawasan dan Pemeriksaan", "BID-KELEMBAGAAN"),
    ("SEKSI-FASILITASI", "seksi", "Seksi Fasilitasi Usaha Mikro", "BID-USAHA-MIKRO"),
    ("SUBBAG-PROGRAM", "subbagian", "Subbagian Penyusunan Program", "SEKRETARIAT"),
)
UNITS = (
    ("UPT-MANDAU", "UPTD Koperasi Kecamatan Mandau", "Mandau", "Bathin Solapan"),
    ("UPT-BENGKALIS", "UPT Koperasi Bengkalis", "Bengkalis"),
    ("UPT-BANTAN", "UPT Koperasi Bantan", "Bantan"),
    (
        "UPT-BUKIT-BATU", "UPT Koperasi Bukit Batu",
        "Bukit Batu", "Bandar Laksamana", "Siak Kecil",
    ),
    ("UPT-PINGGIR", "UPT Koperasi Pinggir", "Pinggir", "Talang Muandau"),
    ("UPT-RUPAT", "UPT Koperasi Rupat", "Rupat", "Rupat Utara"),
)  # fmt: skip


def seed() -> int:
    """Add what is missing; offices and kecamatan that are there already stay as they are."""
    made = sum(_office(*section) for section in SECTIONS)
    for code, name, *districts in UNITS:
        made += _office(code, "upt", name, "DISKOPUKM")
        _serve(Office.objects.get(code=code), districts)
    return made


def _office(code: str, kind: str, name: str, parent: str) -> bool:
    if Office.objects.filter(code=code).exists():
        return False
    office = Office(code=code, kind=kind, name=f"{name} (CONTOH)")
    office.parent = Office.objects.get(code=parent)
    office.full_clean()
    office.save()
    return True


def _serve(office: Office, districts: list[str]) -> None:
    unserved = District.objects.filter(name__in=districts, office_link__isnull=True)
    for district in unserved:
        OfficeDistrict.objects.create(office=office, district=district)
