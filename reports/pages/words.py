"""The fixed words of the statistics pages, Indonesian and English."""

from reports.statistics.cube import Text

WORDS = {
    "home": Text("Beranda", "Home"),
    "statistics": Text("Statistik", "Statistics"),
    "all_tables": Text("Semua tabel", "All tables"),
    "lede": Text(
        "Angka resmi dinas tentang koperasi dan UMKM di Kabupaten Bengkalis, dihitung dari "
        "register, dengan cara menghitungnya.",
        "The office's own figures on cooperatives and MSMEs in Bengkalis Regency, counted from "
        "the register, with how they are counted.",
    ),
    "also": Text("Halaman khusus", "Special pages"),
    "open_table": Text("Lihat tabelnya", "See the table"),
    "none": Text("Belum ada koperasi dalam register.", "There are no cooperatives on record yet."),
    "none_say": Text(
        "Angka tampil di sini begitu petugas mencatat koperasi atau UMKM yang pertama.",
        "Figures appear here once the office records the first cooperative or MSME.",
    ),
    "table_none": Text(
        "Belum ada angka dalam tabel ini.", "There are no figures in this table yet."
    ),
    "table_none_say": Text(
        "Tabel terisi begitu petugas mencatat data yang dihitungnya. Tabel lain mungkin sudah ada "
        "isinya.",
        "The table fills once the office records what it counts. Other tables may have figures.",
    ),
    "register": Text("Register koperasi pada hari mana pun", "The register of any day"),
    "register_say": Text(
        "Koperasi menurut kecamatan, status dan jenis, pada hari ini atau hari yang lalu.",
        "Cooperatives by district, status and kind, today or on any day before.",
    ),
    "gaps": Text("Desa/kelurahan tanpa koperasi", "Villages without a cooperative"),
    "gaps_say": Text(
        "Peta desa dan kelurahan yang belum punya koperasi, atau tidak punya yang aktif.",
        "A map of the villages that have no cooperative, or none that is active.",
    ),
    "published": Text("Angka terbit", "Published figures"),
    "published_say": Text(
        "Angka dari BPS, kementerian dan pers di samping register, dengan selisihnya.",
        "Figures of BPS, the ministry and the press beside the register.",
    ),
    "reconciliation": Text("Rekonsiliasi dengan BPS", "Reconciliation with BPS"),
    "reconciliation_say": Text(
        "Register di samping angka BPS, per kecamatan dan lapangan usaha, dengan penjelasan.",
        "The register beside figures of BPS, by district and section, with explanations.",
    ),
    "use": Text("Memakai datanya", "Using the data"),
    "use_say": Text(
        "Unduhan, Excel, R, Python, dan API untuk program: baris yang siap disalin.",
        "Downloads, Excel, R, Python and the API: lines ready to copy.",
    ),
    "changed": Text("Yang berubah belakangan ini", "What changed lately"),
    "changed_say": Text(
        "Edisi tiap tabel: kapan terbit, dan berapa angkanya yang berubah.",
        "Editions of every table: when published, and how many figures changed.",
    ),
    "secret": Text("Kerahasiaan", "Confidentiality"),
    "secret_say": Text(
        "Mengapa sebagian angka ditandai c, dan aturan yang dipakai.",
        "Why some figures are marked c, and the rule behind it.",
    ),
    "narrow": Text("Pilih yang ditampilkan", "Choose what to show"),
    "show": Text("Tampilkan", "Show"),
    "table": Text("Tabel", "Table"),
    "signs": Text("Tanda dalam tabel", "Signs in the table"),
    "how": Text("Cara membaca angka ini", "How we know"),
    "source": Text("Sumber", "Source"),
    "contact": Text("Pertanyaan", "Questions to"),
    "edition": Text("Edisi", "Edition"),
    "as_of": Text("Edisi", "Edition"),
    "next": Text("Pembaruan berikut", "Next update"),
    "next_say": Text(
        "bila register berubah; diperiksa tiap {} menit",
        "when the register changes; looked at every {} min",
    ),
    "cite": Text("Cara mengutip", "How to cite"),
    "permalink": Text("Alamat tetap pilihan ini", "Permanent address of this choice"),
    "download": Text("Unduh pilihan ini", "Download this choice"),
    "download_say": Text(
        "Berkas memuat angka yang sama dengan tabel di atas, dengan tanda-tandanya.",
        "Files hold the same figures as the table above, with their signs.",
    ),
    "api": Text("Alamat untuk program (PxWebApi 2)", "Address for programs (PxWebApi 2)"),
    "vintages": Text("Edisi terdahulu", "Earlier editions"),
    "vintages_say": Text(
        "Tiap hari yang angkanya berubah, edisi terakhirnya disimpan dan tetap dapat dibuka.",
        "Of each day on which figures changed the last edition is kept and can be opened.",
    ),
    "day": Text("Terbit", "Published"),
    "figures": Text("Angka berubah", "Figures changed"),
    "of": Text("dari", "of"),
    "first": Text("edisi pertama", "first edition"),
    "old": Text("Ini edisi terdahulu", "This is an earlier edition"),
    "old_say": Text("Edisi yang sekarang", "The present edition"),
    "other_language": Text("In English", "Dalam bahasa Indonesia"),
    "too_large": Text("Terlalu banyak untuk satu halaman", "Too much for one page"),
    "break": Text("Patahan deret", "Break in the series"),
    "break_say": Text(
        "Aturan penggolongan berganti di antara tahun yang dipilih, jadi golongannya tidak dapat "
        "dibandingkan dari tahun ke tahun. Pilihan yang sama menurut satu aturan saja:",
        "The law behind the classes changed between the chosen years, so classes cannot be "
        "compared from year to year. The same choice under one law alone:",
    ),
    "unknown": Text("Tabel itu tidak ada", "There is no such table"),
    "unknown_say": Text(
        "Tidak ada tabel statistik bernama “{}”. Tabel yang ada:",
        "There is no statistical table “{}”. There are:",
    ),
    "feed": Text("Ikuti lewat Atom", "Follow by Atom"),
    "feed_title": Text("Statistik koperasi dan UMKM Bengkalis", "Statistics of Bengkalis"),
    "number": Text("Nomor", "Number"),
    "no_changes": Text("Belum ada edisi yang terbit.", "No edition has been published yet."),
}
FORMATS = {
    "xlsx": Text("Excel (XLSX)", "Excel (XLSX)"),
    "csv": Text("CSV", "CSV"),
    "json-stat2": Text("JSON-stat 2.0", "JSON-stat 2.0"),
    "html": Text("Tabel HTML", "HTML table"),
    "px": Text("PX (PxWin, R)", "PX (PxWin, R)"),
    "json-px": Text("JSON-PX", "JSON-PX"),
    "parquet": Text("Parquet", "Parquet"),
    "sdmx-csv": Text("SDMX-CSV 2.0", "SDMX-CSV 2.0"),
    "sdmx-csv-1.0": Text("SDMX-CSV 1.0", "SDMX-CSV 1.0"),
}


def words(lang: str) -> dict[str, str]:
    return {name: text.say(lang) for name, text in WORDS.items()}


def other(lang: str) -> str:
    return "id" if lang == "en" else "en"
