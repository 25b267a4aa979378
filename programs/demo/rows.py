"""Rows of the demonstration's work programmes. Kegiatan, sub kegiatan and every figure are made up.

Each row: code, name, office, indicator, unit, target, place, fund source, and the pagu in millions
of rupiah of every version of its year; 0 where a version leaves the row out. In 2020 the pergeseran
of April takes money out of meetings and trainings (the pandemic), the perubahan gives some back.
"""

from typing import NamedTuple

UPTS = {  # office, place, share of the money of all UPT
    "UPT-MANDAU": ("Mandau dan Bathin Solapan", 24),
    "UPT-BENGKALIS": ("Bengkalis", 20),
    "UPT-BANTAN": ("Bantan", 14),
    "UPT-BUKIT-BATU": ("Bukit Batu, Bandar Laksamana, Siak Kecil", 16),
    "UPT-PINGGIR": ("Pinggir dan Talang Muandau", 14),
    "UPT-RUPAT": ("Rupat dan Rupat Utara", 12),
}
REGENCY = "Kabupaten Bengkalis"


class Row(NamedTuple):
    code: str
    name: str
    office: str  # "UPT" for a row of each UPT
    indicator: str
    unit: str
    target: int
    fund_source: str
    millions: tuple[int, ...]


ROWS_2020 = (
    Row("2.11.01.01", "Penyediaan jasa komunikasi, air, dan listrik", "SUBBAG-UMPEG",
        "Bulan layanan yang terpenuhi", "bulan", 12, "pad", (180, 180, 176)),
    Row("2.11.01.02", "Penyediaan alat tulis dan barang cetakan", "SUBBAG-UMPEG",
        "Paket barang yang tersedia", "paket", 4, "pad", (96, 84, 84)),
    Row("2.11.01.03", "Rapat koordinasi dan konsultasi ke luar daerah", "SUBBAG-UMPEG",
        "Rapat yang diikuti", "kali", 40, "pad", (420, 150, 165)),
    Row("2.11.02.01", "Pemeliharaan gedung kantor dan kendaraan dinas", "SUBBAG-UMPEG",
        "Unit yang terpelihara", "unit", 14, "pad", (260, 240, 248)),
    Row("2.11.02.02", "Pengadaan perlengkapan kantor UPT", "SUBBAG-UMPEG",
        "Unit perlengkapan", "unit", 36, "pad", (210, 90, 120)),
    Row("2.11.03.01", "Pengadaan pakaian dinas", "SUBBAG-UMPEG",
        "Stel pakaian dinas", "stel", 64, "pad", (48, 0, 0)),
    Row("2.11.05.01", "Bimbingan teknis aparatur", "SUBBAG-UMPEG",
        "Aparatur yang mengikuti bimbingan teknis", "orang", 30, "pad", (150, 60, 60)),
    Row("2.11.06.01", "Penyusunan rencana kerja dan anggaran", "SUBBAG-PROGRAM",
        "Dokumen perencanaan", "dokumen", 6, "pad", (88, 80, 80)),
    Row("2.11.06.02", "Penyusunan laporan kinerja dan keuangan", "SUBBAG-PROGRAM",
        "Dokumen laporan", "dokumen", 8, "pad", (72, 68, 72)),
    Row("2.11.15.01", "Fasilitasi perizinan usaha mikro (NIB dan IUMK)", "SEKSI-FASILITASI",
        "Usaha mikro yang memperoleh izin", "usaha", 900, "dau", (240, 220, 260)),
    Row("2.11.15.02", "Pendataan UMKM", "BID-USAHA-MIKRO",
        "UMKM yang terdata", "usaha", 40000, "dau", (460, 420, 420)),
    Row("2.11.16.01", "Pelatihan kewirausahaan", "BID-USAHA-MIKRO",
        "Wirausaha yang dilatih", "orang", 150, "dak_nonfisik", (380, 120, 230)),
    Row("2.11.16.02", "Pelatihan pengolahan hasil laut dan sagu", "SEKSI-FASILITASI",
        "Pelaku usaha yang dilatih", "orang", 90, "dak_nonfisik", (260, 90, 160)),
    Row("2.11.16.03", "Fasilitasi sertifikasi halal dan merek", "SEKSI-FASILITASI",
        "Produk yang bersertifikat", "produk", 60, "dau", (180, 130, 150)),
    Row("2.11.17.01", "Promosi produk UMKM", "SEKSI-FASILITASI",
        "UMKM yang mengikuti promosi", "usaha", 75, "pad", (340, 60, 110)),
    Row("2.11.17.02", "Bantuan peralatan usaha mikro", "BID-USAHA-MIKRO",
        "Usaha mikro yang menerima peralatan", "usaha", 120, "dbh", (720, 720, 860)),
    Row("2.11.17.03", "Pendampingan UMKM oleh UPT", "UPT",
        "UMKM yang didampingi", "usaha", 600, "dau", (420, 360, 400)),
    Row("2.11.18.01", "Pelatihan pengurus dan pengawas koperasi", "BID-KELEMBAGAAN",
        "Pengurus dan pengawas yang dilatih", "orang", 160, "dak_nonfisik", (410, 140, 260)),
    Row("2.11.18.02", "Pembinaan dan penertiban badan hukum koperasi", "SEKSI-KELEMBAGAAN",
        "Koperasi yang dibina", "koperasi", 200, "dau", (230, 190, 210)),
    Row("2.11.18.03", "Pemeriksaan kesehatan koperasi simpan pinjam", "SEKSI-PENGAWASAN",
        "Koperasi yang dinilai", "koperasi", 60, "dau", (190, 150, 170)),
    Row("2.11.18.04", "Penyusunan data koperasi aktif dan tidak aktif", "SEKSI-KELEMBAGAAN",
        "Koperasi yang datanya mutakhir", "koperasi", 866, "dau", (160, 160, 160)),
    Row("2.11.18.05", "Pembinaan koperasi oleh UPT", "UPT",
        "Koperasi yang dikunjungi", "koperasi", 350, "dau", (480, 400, 440)),
)  # fmt: skip
ROWS_2021 = (
    Row("2.17.01.2.01.01", "Penyusunan dokumen perencanaan perangkat daerah", "SUBBAG-PROGRAM",
        "Dokumen perencanaan", "dokumen", 6, "pad", (92, 92)),
    Row("2.17.01.2.01.07", "Evaluasi kinerja perangkat daerah", "SUBBAG-PROGRAM",
        "Dokumen laporan", "dokumen", 8, "pad", (76, 80)),
    Row("2.17.01.2.02.01", "Penyediaan gaji dan tunjangan ASN", "SUBBAG-UMPEG",
        "Bulan gaji yang dibayarkan", "bulan", 14, "dau", (5200, 5120)),
    Row("2.17.01.2.05.09", "Pendidikan dan pelatihan pegawai", "SUBBAG-UMPEG",
        "Pegawai yang mengikuti pelatihan", "orang", 30, "pad", (140, 110)),
    Row("2.17.01.2.06.04", "Penyediaan bahan logistik dan barang cetakan", "SUBBAG-UMPEG",
        "Paket barang yang tersedia", "paket", 4, "pad", (98, 98)),
    Row("2.17.01.2.06.09", "Rapat koordinasi dan konsultasi", "SUBBAG-UMPEG",
        "Rapat yang diikuti", "kali", 28, "pad", (260, 210)),
    Row("2.17.01.2.07.05", "Pengadaan perlengkapan kantor UPT", "SUBBAG-UMPEG",
        "Unit perlengkapan", "unit", 30, "pad", (160, 175)),
    Row("2.17.01.2.08.02", "Penyediaan jasa komunikasi, air, dan listrik", "SUBBAG-UMPEG",
        "Bulan layanan yang terpenuhi", "bulan", 12, "pad", (186, 186)),
    Row("2.17.01.2.09.02", "Pemeliharaan gedung dan kendaraan dinas", "SUBBAG-UMPEG",
        "Unit yang terpelihara", "unit", 14, "pad", (240, 252)),
    Row("2.17.02.2.01.01", "Fasilitasi penerbitan izin usaha simpan pinjam", "BID-KELEMBAGAAN",
        "Izin yang terbit", "izin", 12, "dau", (84, 84)),
    Row("2.17.02.2.02.01", "Fasilitasi izin pembukaan kantor cabang KSP", "BID-KELEMBAGAAN",
        "Izin yang terbit", "izin", 4, "dau", (46, 40)),
    Row("2.17.03.2.01.01", "Pengawasan kepatuhan koperasi", "SEKSI-PENGAWASAN",
        "Koperasi yang diperiksa", "koperasi", 80, "dau", (210, 220)),
    Row("2.17.03.2.01.02", "Penertiban koperasi tidak aktif", "SEKSI-PENGAWASAN",
        "Koperasi yang ditertibkan", "koperasi", 150, "dau", (170, 150)),
    Row("2.17.04.2.01.01", "Penilaian kesehatan KSP/USP koperasi", "SEKSI-PENGAWASAN",
        "Koperasi yang dinilai", "koperasi", 70, "dau", (200, 210)),
    Row("2.17.05.2.01.01", "Pelatihan pengurus dan pengawas koperasi", "BID-KELEMBAGAAN",
        "Pengurus dan pengawas yang dilatih", "orang", 180, "dak_nonfisik", (420, 460)),
    Row("2.17.06.2.01.01", "Pemberdayaan dan pendataan koperasi", "SEKSI-KELEMBAGAAN",
        "Koperasi yang datanya mutakhir", "koperasi", 866, "dau", (230, 250)),
    Row("2.17.06.2.01.02", "Pembinaan koperasi oleh UPT", "UPT",
        "Koperasi yang dikunjungi", "koperasi", 350, "dau", (500, 520)),
    Row("2.17.07.2.01.01", "Pendataan usaha mikro", "BID-USAHA-MIKRO",
        "UMKM yang terdata", "usaha", 40000, "dau", (440, 440)),
    Row("2.17.07.2.01.02", "Fasilitasi kemudahan perizinan usaha mikro", "SEKSI-FASILITASI",
        "Usaha mikro yang memperoleh izin", "usaha", 1100, "dau", (250, 270)),
    Row("2.17.07.2.01.03", "Kemitraan dan promosi usaha mikro", "SEKSI-FASILITASI",
        "UMKM yang bermitra", "usaha", 80, "pad", (220, 200)),
    Row("2.17.07.2.01.04", "Pendampingan usaha mikro oleh UPT", "UPT",
        "UMKM yang didampingi", "usaha", 650, "dau", (440, 470)),
    Row("2.17.08.2.01.01", "Produksi, pengolahan, dan pemasaran usaha mikro", "BID-USAHA-MIKRO",
        "Usaha mikro yang menerima peralatan", "usaha", 140, "dbh", (780, 840)),
    Row("2.17.08.2.01.02", "Pelatihan kewirausahaan dan peningkatan mutu produk",
        "SEKSI-FASILITASI",
        "Pelaku usaha yang dilatih", "orang", 200, "dak_nonfisik", (360, 380)),
)  # fmt: skip
GOALS = {  # by code of the program
    "2.11.0": "Terlaksananya pelayanan dan tata kelola dinas",
    "2.11.15": "Meningkatnya kemudahan berusaha bagi UMKM",
    "2.11.16": "Meningkatnya kewirausahaan dan daya saing UMKM",
    "2.11.17": "Meningkatnya akses UMKM pada sarana dan pasar",
    "2.11.18": "Meningkatnya koperasi yang aktif dan sehat",
    "2.17.01": "Terlaksananya pelayanan dan tata kelola dinas",
    "2.17.02": "Meningkatnya kepastian izin usaha simpan pinjam",
    "2.17.03": "Meningkatnya kepatuhan koperasi",
    "2.17.04": "Meningkatnya koperasi yang sehat",
    "2.17.05": "Meningkatnya kemampuan pengurus koperasi",
    "2.17.06": "Meningkatnya koperasi yang aktif dan sehat",
    "2.17.07": "Meningkatnya usaha mikro yang tangguh dan mandiri",
    "2.17.08": "Meningkatnya usaha mikro yang naik kelas",
}


def goal_of(code: str) -> str:
    """The goal that a row's program serves."""
    return next(goal for start, goal in GOALS.items() if code.startswith(start))


def shares(total: int, weights: list[int]) -> list[int]:
    """``total`` in whole parts by ``weights``; what is left over goes to the first."""
    parts = [total * weight // sum(weights) for weight in weights]
    parts[0] += total - sum(parts)
    return parts
