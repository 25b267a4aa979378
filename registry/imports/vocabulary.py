"""How the office's lists write statuses, kinds and places; an unknown word is never guessed."""

import re
from difflib import get_close_matches

from bengkalis.values import fold
from registry import enums
from registry.models import District, Village

STATUS = {
    "aktif": "aktif",
    "tidak aktif": "tidak_aktif",
    "tdk aktif": "tidak_aktif",
    "tdk aktip": "tidak_aktif",
    "t aktif": "tidak_aktif",
    "non aktif": "tidak_aktif",
    "nonaktif": "tidak_aktif",
    "pasif": "tidak_aktif",
    "beku": "beku",
    "dibekukan": "beku",
    "diusulkan bubar": "diusulkan_bubar",
    "usul bubar": "diusulkan_bubar",
    "diusulkan pembubaran": "diusulkan_bubar",
    "usulan bubar": "diusulkan_bubar",
    "bubar": "dibubarkan",
    "dibubarkan": "dibubarkan",
}
KIND = {
    "konsumen": "konsumen",
    "konsumsi": "konsumen",
    "produsen": "produsen",
    "produksi": "produsen",
    "jasa": "jasa",
    "pemasaran": "pemasaran",
    "simpan pinjam": "simpan_pinjam",
    "ksp": "simpan_pinjam",
    "serba usaha": "serba_usaha",
    "ksu": "serba_usaha",
}
FORM = {"primer": "primer", "sekunder": "sekunder", "skunder": "sekunder"}
PATTERN = {"konvensional": "konvensional", "syariah": "syariah", "syari ah": "syariah"}
GROUP = {
    **{value.replace("_", " "): value for value in enums.Group.values},
    "pegawai negeri": "kpri",
    "pns": "kpri",
    "kopkar": "karyawan",
    "unit desa": "kud",
    "pedagang pasar": "pasar",
    "pedagang": "pasar",
    "pontren": "pondok_pesantren",
    "pesantren": "pondok_pesantren",
    "petani": "tani",
    "pekebun": "perkebunan",
    "tni polri": "tni_polri",
    "lain lain": "lainnya",
}
CERTIFICATE = {
    "bersertifikat": "bersertifikat",
    "sudah bersertifikat": "bersertifikat",
    "belum": "belum",
    "belum bersertifikat": "belum",
}
GRADE = {value.lower(): value for value in enums.Grade.values}

_PREFIX = re.compile(
    r"^(?:kecamatan|kelurahan|desa|kec|kel|ds|des)\b[\s.:/]*(?:desa|kel(?:urahan)?)?[\s.:]*", re.I
)
NEAR = 0.75


def folded(text) -> str:
    """``fold`` with the filler word that some lists put before a code taken off."""
    word = re.sub(r"^(?:koperasi|jenis|status)\s+", "", fold(text))
    return word


def place_name(text) -> str:
    """``Ds. Tasik  Serai`` and ``KEL. TASIK SERAI`` are one name: ``tasik serai``."""
    return fold(_PREFIX.sub("", str(text).strip()))


class Places:
    """Kecamatan and desa by name, held for one reading; the regency has 11 and 155."""

    def __init__(self):
        self.districts = {
            place_name(d.name): d for d in District.objects.select_related("split_from")
        }
        self.villages: dict[str, list[Village]] = {}
        for village in Village.objects.select_related("district__split_from"):
            self.villages.setdefault(place_name(village.name), []).append(village)

    def district(self, text) -> District | None:
        return self.districts.get(place_name(text))

    def village(self, text, district: District | None) -> list[Village]:
        """The villages of that name, those in ``district`` first."""
        found = self.villages.get(place_name(text), [])
        return sorted(found, key=lambda village: village.district != district)

    def like_district(self, text) -> str:
        near = get_close_matches(place_name(text), self.districts, 1, NEAR)
        return self.districts[near[0]].name if near else ""

    def like_village(self, text, district: District | None) -> str:
        """The one name that is nearly the same, preferring those in ``district``."""
        names = [
            name
            for name, villages in self.villages.items()
            if district is None or any(v.district_id == district.pk for v in villages)
        ]
        near = get_close_matches(place_name(text), names, 1, NEAR)
        near = near or get_close_matches(place_name(text), self.villages, 1, NEAR)
        return self.villages[near[0]][0].name if near else ""
