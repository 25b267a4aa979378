"""The PDF: what a reader finds in it, literally, in Indonesian, the same each time."""

import subprocess

import pytest

from programs import documents
from programs.models import AgreementIndicator, AgreementProgram, NomenclatureItem, Paper
from programs.tests.signers import division_paper, in_force, opened, pact_paper, signed, tool

pytestmark = pytest.mark.django_db
HOSTILE = '#panic("x") *tebal* $x$ <script> \\ `a` @ref // [b] #sys.inputs'

ASKED = (
    "PEMERINTAH KABUPATEN BENGKALIS",
    "PERJANJIAN KINERJA TAHUN 2020",
    "Dalam rangka mewujudkan manajemen pemerintahan yang efektif, transparan dan akuntabel"
    " serta berorientasi pada hasil, kami yang bertanda tangan di bawah ini",
    "selanjutnya disebut pihak pertama",
    "selaku atasan pihak pertama, selanjutnya disebut pihak kedua",
    "tanggung jawab pihak pertama",
    "pemberian penghargaan dan sanksi",
    "Bengkalis, 27 Januari 2020",
    "NIP 197001011995032001",
    "Pembina (IV/a)",
    "Ditandatangani secara elektronik di portal, dengan kata sandi penanda tangan",
    "LAMPIRAN PERJANJIAN KINERJA TAHUN 2020",
    "Sasaran Strategis",
    "50.000.000",
    "51.250.000",
    "Pendapatan Asli Daerah",
    "Anggaran menurut DPA murni DPA/2020/1 tanggal 6 Januari 2020",
    "Halaman 1 dari 2",
)


def words(pdf: bytes, folder) -> str:
    """The text of a PDF, every run of white space one space."""
    file = folder / "naskah.pdf"
    file.write_bytes(pdf)
    told = subprocess.run([tool("pdftotext"), file, "-"], capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


def with_budget(paper: Paper) -> Paper:
    found = NomenclatureItem.objects.get(code="2.11.18")
    for place, amount in ((1, 50_000_000), (2, 1_250_000)):
        AgreementProgram.objects.create(
            agreement=paper.agreement,
            place=place,
            item=found,
            code=found.code,
            name=found.name,
            amount=amount,
            fund_source="pad",
        )
    return paper


def test_an_agreement_says_what_the_regulation_asks(cast, tmp_path):
    paper = with_budget(division_paper(cast))
    text = words(bytes(in_force(paper, cast.division_head, cast.head).file.content), tmp_path)
    for part in (*ASKED, paper.shown_code, f"/verifikasi/{paper.code}/"):
        assert part in text, part
    assert text.count("NIP 197001011995032001") == 2  # statement and tables are both signed
    assert "RANCANGAN" not in text.upper().replace("RANCANGAN KERJA", "")


def test_a_pact_has_its_seven_points_and_its_witness(cast, tmp_path):
    paper = in_force(pact_paper(cast), cast.division_head, cast.head)
    text = words(bytes(paper.file.content), tmp_path)
    assert "PAKTA INTEGRITAS" in text
    assert "7. Bila saya melanggar hal-hal tersebut di atas" in text
    assert "Menyaksikan" in text
    assert "Pembuat pernyataan" in text


def test_hostile_words_are_printed_as_they_are(cast, tmp_path):
    paper = division_paper(cast)
    AgreementIndicator.objects.update(goal=HOSTILE, indicator=HOSTILE, unit="#x$")
    text = words(documents.preview(paper), tmp_path)
    assert HOSTILE in text
    assert "#x$" in text


def test_quarter_targets_are_shown_where_there_are_some(cast, tmp_path):
    paper = division_paper(cast)
    assert "TW III" not in words(documents.preview(paper), tmp_path)
    AgreementIndicator.objects.update(target_1=87, target_2="175.5", target_3=260, target_4=350)
    text = words(documents.preview(paper), tmp_path)
    assert "TW III" in text
    assert "175,5" in text


def test_a_preview_is_marked_and_promises_nothing(cast, tmp_path):
    paper = signed(opened(division_paper(cast)), cast.division_head)
    text = words(documents.preview(paper), tmp_path)
    assert "belum berlaku dan tidak dapat diverifikasi" in text
    assert "(belum ditandatangani)" in text
    assert "RANCANGAN" in documents.data_of(paper, None)["marks"]
    assert "memindai kode QR" not in text


def test_a_sample_is_marked_as_one(cast, tmp_path):
    paper = division_paper(cast, is_demo=True)
    text = words(bytes(in_force(paper, cast.division_head, cast.head).file.content), tmp_path)
    assert "CONTOH — data peragaan, bukan dokumen dinas" in text


def test_ink_is_said_to_be_ink(cast, tmp_path):
    from programs import signing

    paper = opened(division_paper(cast))
    paper = signing.record(paper, None, cast.planner, "dicatat", paper.dated_on)
    text = words(documents.preview(paper), tmp_path)
    assert "dengan tinta basah pada 27 Januari 2020; hanya dicatat petugas, tanpa pindaian" in text


def test_the_same_content_makes_the_same_bytes(cast):
    paper = opened(division_paper(cast))
    assert documents.preview(paper) == documents.preview(paper)


def test_the_pdf_is_tagged_titled_and_in_indonesian(cast):
    from io import BytesIO

    from pyhanko.pdf_utils.reader import PdfFileReader

    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    reader = PdfFileReader(BytesIO(bytes(paper.file.content)))
    root = reader.root
    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    meta = root["/Metadata"].data.decode()
    for mark in ('pdfuaid:part="1"', 'pdfaid:part="2"', 'pdfaid:conformance="A"', paper.title):
        assert mark in meta, mark


def test_without_seal_the_pdf_says_so(cast, settings, tmp_path):
    settings.BUNDLED_DATABASE = False
    paper = in_force(division_paper(cast), cast.division_head, cast.head)
    assert "TIDAK disegel" in words(bytes(paper.file.content), tmp_path)


def test_long_words_stay_on_the_page(cast):
    paper = division_paper(cast)
    AgreementIndicator.objects.update(goal="kata " * 59, indicator="x" * 300)
    assert documents.preview(paper).startswith(b"%PDF-")
