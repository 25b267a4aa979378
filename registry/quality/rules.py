"""The rules of data quality, one definition each; adding a rule touches this list and its test.

A finding never blocks or changes anything: it says what a person should look at, why, and where
it is mended. Which cooperatives break a rule is ``registry.quality.conditions``; how a finding
reads for one cooperative is ``registry.quality.words``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, TextChoices

from bengkalis.access import Permission
from registry.deeds import PLACEHOLDER_DATE
from registry.enums import CooperativeKind, Position
from registry.models import AnnualMeeting
from registry.quality import conditions as when
from registry.quality import words
from registry.quality.conditions import AsOf, always


class Severity(TextChoices):
    """How sure it is that something is wrong; from the most urgent."""

    WRONG = "salah", "Salah"
    CHECK = "periksa", "Perlu diperiksa"
    INCOMPLETE = "kurang", "Kurang lengkap"


WEIGHTS = {Severity.WRONG: 3, Severity.CHECK: 2, Severity.INCOMPLETE: 1}


@dataclass(frozen=True)
class QualityRule:
    """``page`` is the URL name of where it is mended; ``broken`` a condition over ``prepared``
    cooperatives; ``words`` gives (found, expected) for a Subject that breaks it;
    ``meeting`` picks the RAT to mend, where it is one; ``also`` is a second page that may help."""

    code: str
    severity: Severity
    title: str
    why: str
    source: str
    mend: str
    page: str
    broken: Callable[[AsOf], Q]
    words: Callable[[words.Subject], tuple[str, str]]
    meeting: Callable[[words.Subject], AnnualMeeting | None] | None = None
    also: str = ""

    def place(self, subject: words.Subject) -> tuple[str, list]:
        """URL name and arguments of where it is mended."""
        meeting = self.meeting(subject) if self.meeting else None
        if meeting:
            return self.page, [subject.cooperative.uid, meeting.pk]
        page = MEETING_NEW if self.page == MEETING else self.page
        return page, [subject.cooperative.uid]


def permission_for(page: str) -> str:
    """What it takes to save at a page."""
    if page == "cooperative-status":
        return Permission.CHANGE_STATUS
    if page == "member-book":
        return Permission.EDIT_MEMBERS
    return Permission.EDIT_COOPERATIVE


WRONG, CHECK, INCOMPLETE = Severity
EDIT, BOARD, STATUS = "cooperative-edit", "cooperative-board", "cooperative-status"
MEETING, MEETING_NEW = "cooperative-meeting", "cooperative-meeting-new"
BOOK = "member-book"

RULES = (
    QualityRule(
        "active_without_evidence",
        WRONG,
        "Tercatat aktif tanpa bukti",
        "Koperasi yang sudah mati tampak hidup: statistik, bantuan, dan laporan ikut keliru. "
        "Aktif berarti berlembaga, berusaha, dan mengadakan RAT.",
        "Pernyataan Dinas Koperasi Bengkalis, November 2025",
        "Catat RAT dan pengurusnya bila ada; bila tidak, ubah statusnya dengan bukti.",
        STATUS,
        when.active_without_evidence,
        words.active_without_evidence,
        also=MEETING_NEW,
    ),
    QualityRule(
        "placeholder_deed_date",
        WRONG,
        "Tanggal badan hukum 17 Agustus 1945",
        "Tanggal itu isian sementara sistem kementerian (ODS) bila tanggal akta tidak diketahui. "
        "Umur koperasi dan kewajiban RAT dihitung darinya.",
        "Isian bawaan ODS Kementerian Koperasi",
        "Cari tanggal pada akta atau surat keputusan; bila tidak ditemukan, kosongkan.",
        EDIT,
        always(deed_date=PLACEHOLDER_DATE),
        words.placeholder,
    ),
    QualityRule(
        "deed_year_differs",
        CHECK,
        "Tahun pada nomor dan tanggal badan hukum berbeda",
        "Nomor badan hukum berakhir dengan tahun penerbitannya; salah satu dari keduanya keliru.",
        "Bentuk nomor badan hukum: 518/BH/XII/1987, AHU-0012345.AH.01.26.TAHUN 2021",
        "Cocokkan nomor dan tanggal dengan akta.",
        EDIT,
        when.deed_year_differs,
        words.deed_years,
    ),
    QualityRule(
        "no_deed_number",
        INCOMPLETE,
        "Tanpa nomor badan hukum",
        "Tanpa nomor, koperasi tidak dapat dicocokkan dengan akta dan dengan ODS.",
        "UU 25/1992 pasal 9: koperasi berbadan hukum setelah aktanya disahkan",
        "Isi nomor dari akta pendirian.",
        EDIT,
        always(deed_number=""),
        words.blank("nomor badan hukum"),
    ),
    QualityRule(
        "no_deed_date",
        INCOMPLETE,
        "Tanpa tanggal badan hukum",
        "Umur koperasi, kewajiban RAT, dan grade dihitung sejak tanggal itu.",
        "UU 25/1992 pasal 9",
        "Isi tanggal dari akta pendirian.",
        EDIT,
        always(deed_date__isnull=True),
        words.blank("tanggal badan hukum"),
    ),
    QualityRule(
        "no_village",
        INCOMPLETE,
        "Tanpa desa/kelurahan",
        "Kunjungan lapangan dan statistik desa memerlukan desa atau kelurahannya.",
        "Daftar wilayah Kemendagri dan BPS",
        "Pilih desa atau kelurahan; alamat biasanya menyebutnya.",
        EDIT,
        always(village__isnull=True),
        words.blank("desa atau kelurahan"),
    ),
    QualityRule(
        "no_kind",
        INCOMPLETE,
        "Tanpa jenis koperasi",
        "Statistik menurut jenis dan kewajiban pemeriksaan kesehatan bergantung pada jenisnya.",
        "UU 25/1992 pasal 16",
        "Pilih jenis menurut anggaran dasarnya.",
        EDIT,
        always(kind=""),
        words.blank("jenis koperasi"),
    ),
    QualityRule(
        "old_kind",
        CHECK,
        "Jenis lama: serba usaha",
        "Kementerian memakai lima jenis; serba usaha tidak lagi termasuk.",
        "Halaman ODS Kementerian Koperasi (salinan 2022)",
        "Pilih jenis menurut usaha utamanya.",
        EDIT,
        always(kind=CooperativeKind.MULTI_PURPOSE),
        words.old_kind,
    ),
    QualityRule(
        "no_phone",
        INCOMPLETE,
        "Tanpa nomor telepon",
        "Tanpa nomor, pengurus tidak dapat dihubungi untuk melengkapi yang lain.",
        "Ketentuan dinas",
        "Isi nomor telepon koperasi atau pengurusnya.",
        EDIT,
        always(phone__isnull=True),
        words.blank("nomor telepon"),
    ),
    QualityRule(
        "no_officers",
        INCOMPLETE,
        "Tanpa pengurus",
        "Pengurus menandatangani laporan dan bertanggung jawab atas koperasi.",
        "UU 25/1992 pasal 29",
        "Isi ketua, sekretaris, dan bendahara.",
        BOARD,
        when.no_officers,
        words.nobody,
    ),
    *(
        QualityRule(
            code,
            INCOMPLETE,
            f"Tanpa {label}",
            f"Susunan pengurus tercatat, tetapi tidak ada {label}.",
            "UU 25/1992 pasal 29 dan anggaran dasar",
            f"Isi nama {label}.",
            BOARD,
            when.vacant(position),
            words.vacancy(position),
        )
        for code, position, label in (
            ("vacant_chair", Position.CHAIR, "ketua"),
            ("vacant_secretary", Position.SECRETARY, "sekretaris"),
            ("vacant_treasurer", Position.TREASURER, "bendahara"),
        )
    ),
    QualityRule(
        "board_term_expired",
        CHECK,
        "Masa jabatan pengurus berakhir",
        "Pengurus yang masa jabatannya lewat tidak lagi berwenang; mungkin sudah diganti.",
        "UU 25/1992 pasal 29 ayat 4: paling lama lima tahun",
        "Catat pengurus yang baru, atau masa jabatan yang diperpanjang.",
        BOARD,
        when.term_expired,
        words.terms,
    ),
    QualityRule(
        "no_meeting",
        CHECK,
        "RAT terakhir yang wajib belum tercatat",
        "Rapat anggota wajib diadakan setiap tahun buku dalam batas waktunya.",
        "UU 25/1992 pasal 26; Permenkop 19/2015",
        "Catat RAT tahun buku itu beserta angkanya.",
        MEETING_NEW,
        when.missed(1),
        words.no_meeting,
    ),
    QualityRule(
        "meetings_missed",
        CHECK,
        "Dua tahun buku atau lebih tanpa RAT",
        "Koperasi yang lama tidak mengadakan RAT mungkin sudah tidak berjalan.",
        "UU 25/1992 pasal 26; praktik pembubaran di Riau",
        "Catat RAT yang diadakan; bila tidak ada, ubah statusnya atau usulkan pembubaran.",
        MEETING_NEW,
        when.missed(2),
        words.meetings_missed,
        also=STATUS,
    ),
    QualityRule(
        "meeting_without_book_year",
        INCOMPLETE,
        "RAT tanpa tahun buku",
        "Tanpa tahun buku, RAT tidak terhitung dan angkanya tidak masuk statistik.",
        "Daftar dinas menyebut tanggal RAT tanpa tahun bukunya",
        "Isi tahun buku yang dipertanggungjawabkan dalam RAT itu.",
        MEETING,
        when.no_book_year,
        words.no_book_year,
        words.undated_meeting,
    ),
    QualityRule(
        "sum_mismatch",
        CHECK,
        "Jumlah pada RAT tidak cocok",
        "Bagian-bagiannya tidak berjumlah sama dengan totalnya; salah satu angka mungkin keliru.",
        "Neraca koperasi: modal sendiri dan modal luar sama dengan aset",
        "Cocokkan dengan laporan RAT; bila memang begitu, jelaskan pada RAT itu.",
        MEETING,
        when.sums_differ,
        words.sums,
        words.meeting_with_gap,
    ),
    QualityRule(
        "few_members",
        CHECK,
        "Anggota kurang dari syarat",
        "Koperasi dengan anggota kurang dari syarat pendirian tidak dapat terus berdiri.",
        "UU 25/1992 pasal 6; UU 11/2020 pasal 86",
        "Cocokkan jumlah anggota dengan laporan RAT.",
        MEETING,
        when.few_members,
        words.few_members,
        words.told_meeting,
    ),
    QualityRule(
        "members_differ",
        CHECK,
        "Buku anggota dan RAT berbeda",
        "Jumlah anggota dalam buku anggota tidak sama dengan yang dilaporkan dalam RAT.",
        "UU 25/1992 pasal 17: keanggotaan tercatat dalam buku daftar anggota",
        "Cocokkan buku anggota, tanggal masuk dan berhentinya, dengan laporan RAT.",
        MEETING,
        when.members_differ,
        words.members_differ,
        words.told_meeting,
        also=BOOK,
    ),
    QualityRule(
        "certificate_expired",
        CHECK,
        "Sertifikat NIK kedaluwarsa",
        "Sertifikat NIK berlaku sampai tanggalnya; sesudah itu koperasi belum bersertifikat.",
        "Halaman ODS Kementerian Koperasi (salinan 2022)",
        "Isi masa berlaku yang baru, atau ubah status NIK.",
        EDIT,
        when.certificate_expired,
        words.certificate,
    ),
    QualityRule(
        "grade_differs",
        CHECK,
        "Grade tercatat berbeda dari hitungan",
        "Grade mengikuti RAT tiga tahun buku terakhir; yang tercatat tidak sesuai RAT-nya.",
        "Halaman ODS Kementerian Koperasi (salinan 2022)",
        "Lengkapi RAT yang belum tercatat, atau perbarui grade dari ODS.",
        EDIT,
        when.grade_differs,
        words.grades,
    ),
)

BY_CODE = {rule.code: rule for rule in RULES}
RuleCode = TextChoices("RuleCode", [(r.code.upper(), (r.code, r.title)) for r in RULES])


def score(codes: list[str]) -> int:
    """How heavy these findings weigh together; the heaviest cooperative is looked at first."""
    return sum(WEIGHTS[BY_CODE[code].severity] for code in codes if code in BY_CODE)
