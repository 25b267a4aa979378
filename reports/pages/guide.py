"""Texts of the pages about the figures: how to use the data, and how confidentiality works."""

from collections.abc import Mapping

from django.utils import timezone

from reports.statistics.cube import MARKS, Text
from reports.statistics.tables import TABLES

EXAMPLE = "umkm"
USE = {
    "lede": Text(
        "Semua tabel boleh dipakai oleh siapa pun, tanpa akun dan tanpa kunci. Sebutkan sumbernya "
        "seperti tertulis pada halaman tabel.",
        "All tables may be used by anybody, without an account or a key. Name the source as the "
        "page of the table says.",
    ),
    "people": Text(
        "Paling mudah: buka sebuah tabel, pilih yang diperlukan, lalu unduh di bagian bawah "
        "halamannya. Berkas Excel dan CSV memuat angka dan tanda yang sama dengan halaman itu.",
        "Easiest: open a table, choose what you need, and download it at the foot of its page. "
        "Excel and CSV files hold the same figures and signs as the page.",
    ),
    "programs": Text(
        "Untuk program: PxWebApi 2, bentuk yang dipakai kantor statistik di banyak negara.",
        "For programs: PxWebApi 2, as statistical offices in many countries use it.",
    ),
    "copy": Text("Baris yang siap disalin", "Lines ready to copy"),
    "limits": Text(
        "Batas: 50.000 angka sekali minta, 30 permintaan tiap 10 detik. Jawaban 429 menyebut kapan "
        "boleh bertanya lagi (Retry-After); jawaban yang tidak berubah tidak dikirim ulang (ETag, "
        "304).",
        "Limits: 50,000 figures in one request, 30 requests in 10 seconds. An answer 429 says when "
        "to ask again (Retry-After); what has not changed is not sent again (ETag, 304).",
    ),
    "asof": Text(
        "Angka seperti terbit pada suatu hari: tambahkan asOf={day}.",
        "Figures as published on some day: add asOf={day}.",
    ),
    "signs": Text("Tanda pengganti angka", "Signs in place of figures"),
    "signs_say": Text(
        "Nol adalah angka. Bila tidak ada angka, sebabnya disebut dengan tanda:",
        "Zero is a figure. Where there is none, a sign says why:",
    ),
    "names": Text("Nama tabel", "Names of tables"),
    "docs": Text("Dokumentasi API", "API documentation"),
    "address": Text("Alamat dasar", "Base address"),
}


def words(lang: str) -> dict:
    said = {name: text.say(lang) for name, text in USE.items()}
    said["asof"] = said["asof"].format(day=timezone.localdate())
    return said | {"marks": {sign: text.say(lang) for sign, text in MARKS.items()}}


def example() -> str:
    """The table that the lines to copy ask for."""
    return EXAMPLE if EXAMPLE in TABLES else next(iter(TABLES))


def ways(lang: str, base: str, data: str, table: str) -> list[dict]:
    """Name, remark and lines to copy of each way."""
    csv = f"{data}?lang={lang}&outputFormat=csv"
    json = f"{data}?lang={lang}&outputFormat=json-stat2"
    return [
        {
            "name": "Excel (Power Query)",
            "says": Text(
                "Data → Dapatkan Data → Dari Web, tempel alamatnya; atau sebagai kueri kosong:",
                "Data → Get Data → From Web, paste the address; or as a blank query:",
            ).say(lang),
            "code": f'= Table.PromoteHeaders(Csv.Document(Web.Contents("{csv}"),\n'
            '    [Delimiter=",", Encoding=65001]))',
        },
        {
            "name": "R",
            "says": "",
            "code": f'd <- read.csv("{csv}", check.names = FALSE)\n\n'
            f'install.packages("rjstat")\nd <- rjstat::fromJSONstat("{json}")',
        },
        {
            "name": "Python (pxwebpy)",
            "says": "pip install pxwebpy",
            "code": "from pxweb import PxApi\n\n"
            f'api = PxApi("{base}", language="{lang}")\n'
            f'rows = api.get_table_data("{table}", value_codes={{"year": "*"}})',
        },
        {"name": "curl", "says": "", "code": f'curl -o {table}.csv "{csv}"'},
    ]


def confidentiality(rule: Mapping | None, lang: str) -> dict:
    """Headings and paragraphs; the rule's numbers where one is in force."""
    said = {name: text.say(lang) for name, text in SECRET.items()}
    limits = [text.say(lang).format(**rule) for text in LIMITS] if rule else []
    return said | {"limits": [line for line in limits if "None" not in line]}


SECRET = {
    "answer": Text(
        "Angka ditandai c bila dari angka itu orang dapat mengetahui data satu atau dua usaha.",
        "A figure is marked c where the data of one or two enterprises could be learnt from it.",
    ),
    "why": Text("Mengapa", "Why"),
    "why_say": Text(
        "UU 16/1997 tentang Statistik (pasal 21) mewajibkan penyelenggara statistik menjamin "
        "kerahasiaan keterangan yang diberikan kepadanya. Misalnya: bila di satu kecamatan hanya "
        "ada satu usaha menengah, hasil penjualan “semua usaha menengah” di situ adalah hasil "
        "penjualan usaha itu.",
        "Law 16/1997 on Statistics (article 21) obliges whoever keeps statistics to guard what "
        "respondents told. If a district has but one medium enterprise, the sales of “all medium "
        "enterprises” there are the sales of that one.",
    ),
    "when": Text("Kapan sebuah angka dirahasiakan", "When a figure is withheld"),
    "also": Text("Mengapa ada angka besar yang juga ditandai c", "Why some large figures are too"),
    "also_say": Text(
        "Satu angka yang dirahasiakan dapat dihitung kembali dari jumlahnya dikurangi yang lain. "
        "Karena itu beberapa angka di sekitarnya ikut dirahasiakan, sesedikit mungkin, di semua "
        "tabel yang berkaitan. Keduanya memakai tanda yang sama, supaya tidak terlihat mana yang "
        "mana.",
        "A single withheld figure could be computed from the total less the others. So some "
        "figures around it are withheld too, as few as possible, in all linked tables. Both have "
        "the same sign, so that it cannot be seen which is which.",
    ),
    "same": Text("Sama di mana-mana", "The same everywhere"),
    "same_say": Text(
        "Halaman, grafik, peta, unduhan dan API memuat edisi yang sama dengan rahasia yang sama. "
        "Angka yang dirahasiakan tidak tersimpan dalam edisi yang terbit. Pada grafik angka itu "
        "tidak mempunyai panjang, dan nol tetap ditulis nol.",
        "Pages, charts, maps, downloads and the API show the same edition with the same figures "
        "withheld. They are not stored in a published edition. In charts they have no length; "
        "zero is always written as zero.",
    ),
    "open": Text("Yang tidak dirahasiakan", "What is not withheld"),
    "open_say": Text(
        "Nama, tempat, jenis, status, RAT dan grade koperasi terbuka untuk umum dalam direktori, "
        "jadi hitungannya tidak dirahasiakan.",
        "Name, place, kind, status, meeting and grade of a cooperative are public in the "
        "directory, so that counts of them are never withheld.",
    ),
    "rule": Text("Aturan yang berlaku", "The rule in force"),
    "since": Text("Berlaku sejak", "In force since"),
    "source": Text("Sumber", "Source"),
    "no_rule": Text(
        "Saat ini tidak ada aturan kerahasiaan yang berlaku; tabel UMKM tidak diterbitkan.",
        "No rule of confidentiality is in force now; tables on MSMEs are not published.",
    ),
    "unverified": Text(
        "Rumusan ini belum diperiksa terhadap naskah aslinya.",
        "This wording has not been checked against the original text.",
    ),
}
LIMITS = (
    Text(
        "Angka tentang kurang dari {units} usaha atau koperasi.",
        "Figures on fewer than {units} enterprises or cooperatives.",
    ),
    Text(
        "Hitungan orang, seperti tenaga kerja, yang kurang dari {persons} orang.",
        "Counts of persons, such as workers, below {persons}.",
    ),
    Text(
        "Jumlah uang yang {largest_percent}% atau lebih berasal dari satu usaha.",
        "Sums of money of which one enterprise makes up {largest_percent}% or more.",
    ),
    Text(
        "Jumlah uang dari mana usaha terbesar dapat ditaksir oleh usaha terbesar kedua sampai "
        "{dominance_percent}% dekatnya (aturan p%).",
        "Sums of money from which the second largest enterprise could estimate the largest to "
        "within {dominance_percent}% (p% rule).",
    ),
    Text(
        "Yang dirahasiakan tetap tidak pasti: jumlah uang sekurang-kurangnya {width_percent}% ke "
        "atas dan ke bawah.",
        "What is withheld stays uncertain: sums of money by at least {width_percent}% either way.",
    ),
)
