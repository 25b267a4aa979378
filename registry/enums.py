"""Code lists of the register, with the office's words for them.

Sources: the ministry's Online Data System page (bentuk, jenis, pola, kelompok, grade) and the
office's own list. ``serba_usaha`` is a jenis of the older lists; it is kept as recorded, because
which of today's five it would be is for the registrar to say.
"""

from django.db.models import TextChoices


class VillageKind(TextChoices):
    DESA = "desa", "Desa"
    KELURAHAN = "kelurahan", "Kelurahan"


class OfficeKind(TextChoices):
    DINAS = "dinas", "Dinas"
    SECRETARIAT = "sekretariat", "Sekretariat"
    SUBSECTION = "subbagian", "Subbagian"
    DIVISION = "bidang", "Bidang"
    SECTION = "seksi", "Seksi"
    UPT = "upt", "UPT"


class CooperativeForm(TextChoices):
    PRIMARY = "primer", "Primer"
    SECONDARY = "sekunder", "Sekunder"


class CooperativeKind(TextChoices):
    CONSUMER = "konsumen", "Konsumen"
    PRODUCER = "produsen", "Produsen"
    SERVICE = "jasa", "Jasa"
    MARKETING = "pemasaran", "Pemasaran"
    SAVINGS_AND_LOAN = "simpan_pinjam", "Simpan Pinjam"
    MULTI_PURPOSE = "serba_usaha", "Serba Usaha (jenis lama)"


class Pattern(TextChoices):
    CONVENTIONAL = "konvensional", "Konvensional"
    SHARIA = "syariah", "Syariah"


class Group(TextChoices):
    KPRI = "kpri", "KPRI (pegawai negeri)"
    EMPLOYEES = "karyawan", "Karyawan"
    KUD = "kud", "KUD (unit desa)"
    WOMEN = "wanita", "Wanita"
    MARKET = "pasar", "Pedagang pasar"
    PESANTREN = "pondok_pesantren", "Pondok pesantren"
    FISHERS = "nelayan", "Nelayan"
    FARMERS = "tani", "Tani"
    PLANTERS = "perkebunan", "Perkebunan"
    TRANSPORT = "angkutan", "Angkutan"
    ARMED_FORCES = "tni_polri", "TNI/Polri"
    YOUTH = "pemuda", "Pemuda"
    OTHER = "lainnya", "Lainnya"


class Status(TextChoices):
    ACTIVE = "aktif", "Aktif"
    INACTIVE = "tidak_aktif", "Tidak aktif"
    SUSPENDED = "beku", "Dibekukan"
    PROPOSED = "diusulkan_bubar", "Diusulkan bubar"
    DISSOLVED = "dibubarkan", "Dibubarkan"


class CertificateStatus(TextChoices):
    CERTIFIED = "bersertifikat", "Bersertifikat"
    NOT_CERTIFIED = "belum", "Belum bersertifikat"


class Grade(TextChoices):
    A = "A", "A"
    B = "B", "B"
    C1 = "C1", "C1"
    C2 = "C2", "C2"
    D = "D", "D"


class Position(TextChoices):
    CHAIR = "ketua", "Ketua"
    VICE_CHAIR = "wakil_ketua", "Wakil ketua"
    SECRETARY = "sekretaris", "Sekretaris"
    TREASURER = "bendahara", "Bendahara"
    SUPERVISOR = "pengawas", "Pengawas"
    MANAGER = "manajer", "Manajer"


class BatchState(TextChoices):
    STAGED = "staged", "Menunggu keputusan"
    COMMITTED = "committed", "Sudah dimasukkan"
    UNDONE = "undone", "Dibatalkan kembali"
    DISCARDED = "discarded", "Dibuang"


class Outcome(TextChoices):
    CREATE = "create", "Baru"
    UPDATE = "update", "Berubah"
    UNCHANGED = "unchanged", "Sama"
    ERROR = "error", "Salah"


class Sex(TextChoices):
    MALE = "L", "Laki-laki"
    FEMALE = "P", "Perempuan"


class LeaveReason(TextChoices):
    """Why a membership ended."""

    RESIGNED = "mundur", "Mengundurkan diri"
    DIED = "meninggal", "Meninggal dunia"
    MOVED = "pindah", "Pindah"
    EXPELLED = "diberhentikan", "Diberhentikan"
    OTHER = "lainnya", "Lainnya"


class DocumentKind(TextChoices):
    DEED = "akta", "Akta pendirian"
    AMENDMENT = "pad", "Perubahan anggaran dasar"
    MINUTES = "berita_acara", "Berita acara RAT"
    CERTIFICATE = "sertifikat", "Sertifikat NIK"
    TRAINING = "sertifikat_pelatihan", "Sertifikat pelatihan"
    LETTER = "surat", "Surat"
    STATEMENT = "pernyataan", "Surat pernyataan"
    PHOTO = "foto", "Foto kunjungan"
    OTHER = "lainnya", "Lainnya"


class TaskKind(TextChoices):
    """Why somebody should go and look."""

    EXISTENCE = "keberadaan", "Memastikan keberadaan"
    NO_MEETING = "tanpa_rat", "Menanyakan RAT"
    BOARD = "pengurus", "Mendata pengurus"
    OTHER = "lainnya", "Lainnya"


class Found(TextChoices):
    """What a visit found at the place."""

    RUNNING = "berjalan", "Ditemukan, usaha berjalan"
    IDLE = "berhenti", "Ditemukan, usaha berhenti"
    ABSENT = "tidak_ada", "Tidak ditemukan"


class CaseState(TextChoices):
    """The steps of a dissolution by government (PP 17/1994)."""

    PROPOSED = "diusulkan", "Diusulkan"
    NOTIFIED = "diberitahukan", "Diberitahukan"
    OBJECTED = "keberatan", "Ada keberatan"
    DISSOLVED = "dibubarkan", "Diputus: dibubarkan"
    KEPT = "dipertahankan", "Diputus: dipertahankan"
    WITHDRAWN = "ditarik", "Usulan ditarik"


class CaseBasis(TextChoices):
    NO_MEETING = "tanpa_rat", "Tidak menyelenggarakan RAT"
    NO_BUSINESS = "tanpa_usaha", "Tidak menjalankan usaha"
    NOT_FOUND = "tidak_ditemukan", "Tidak ditemukan keberadaannya"
    OWN_DECISION = "rapat_anggota", "Keputusan rapat anggota"
    OTHER = "lainnya", "Lainnya"


class HealthPredicate(TextChoices):
    """The final labels of a health assessment, from the best."""

    HEALTHY = "sehat", "Sehat"
    FAIRLY = "cukup_sehat", "Cukup sehat"
    WATCHED = "dalam_pengawasan", "Dalam pengawasan"
    SPECIAL = "dalam_pengawasan_khusus", "Dalam pengawasan khusus"


class PairState(TextChoices):
    """What became of two rows that may be one cooperative."""

    OPEN = "open", "Belum diperiksa"
    DIFFERENT = "different", "Dua koperasi yang berbeda"
    MERGED = "merged", "Digabung"


class RequestKind(TextChoices):
    """What a person may ask about their own data (UU PDP 27/2022 art. 5-13)."""

    ACCESS = "akses", "Salinan data"
    CORRECTION = "perbaikan", "Perbaikan data"
    ERASURE = "penghapusan", "Penghapusan data"


class DatedField(TextChoices):
    """What of a cooperative can really change in its life, so that the day of change matters."""

    NAME = "name", "Nama koperasi"
    FORM = "form", "Bentuk"
    KIND = "kind", "Jenis"
    PATTERN = "pattern", "Pola"
    GROUP = "group", "Kelompok"
    DISTRICT = "district", "Kecamatan"
    VILLAGE = "village", "Desa/kelurahan"
    ADDRESS = "address", "Alamat"


class SizeClass(TextChoices):
    """Of an enterprise, by law; ``besar`` is no MSME any more."""

    MICRO = "mikro", "Usaha mikro"
    SMALL = "kecil", "Usaha kecil"
    MEDIUM = "menengah", "Usaha menengah"
    LARGE = "besar", "Usaha besar"


class SizeBasis(TextChoices):
    """What decides the class under PP 7/2021 art. 35: capital for units set up since it holds."""

    SALES = "sales", "Hasil penjualan tahunan"
    CAPITAL = "capital", "Modal usaha"
    UNKNOWN = "unknown", "Belum dapat ditentukan: kapan usaha mulai belum tercatat"


class CoachingKind(TextChoices):
    VISIT = "kunjungan", "Kunjungan"
    TRAINING = "pelatihan", "Pelatihan"
    CONSULTATION = "konsultasi", "Konsultasi"
    MENTORING = "pendampingan", "Pendampingan"
    FACILITATION = "fasilitasi", "Fasilitasi"


class CoachingTopic(TextChoices):
    INSTITUTION = "kelembagaan", "Kelembagaan dan pengurus"
    FINANCE = "keuangan", "Pembukuan dan keuangan"
    CREDIT = "pembiayaan", "Akses pembiayaan"
    MARKETING = "pemasaran", "Pemasaran"
    DIGITAL = "digital", "Usaha digital"
    PRODUCTION = "produksi", "Produksi dan mutu"
    LICENCE = "perizinan", "NIB, halal dan perizinan"
    PEOPLE = "sdm", "Sumber daya manusia"
    OTHER = "lainnya", "Lainnya"


class Echelon(TextChoices):
    """Rungs of the cascade of performance agreements, from the regent down."""

    REGENT = "bupati", "Bupati"
    HEAD = "II", "Eselon II: kepala dinas"
    DIVISION = "III", "Eselon III: sekretaris, kepala bidang"
    SECTION = "IV", "Eselon IV: kepala seksi, subbagian, UPT"
    STAFF = "staf", "Pelaksana dan fungsional"


class CivilRank(TextChoices):
    """Golongan ruang and pangkat of civil servants (PP 11/2017, PP 99/2000)."""

    I_A = "I/a", "Juru Muda (I/a)"
    I_B = "I/b", "Juru Muda Tingkat I (I/b)"
    I_C = "I/c", "Juru (I/c)"
    I_D = "I/d", "Juru Tingkat I (I/d)"
    II_A = "II/a", "Pengatur Muda (II/a)"
    II_B = "II/b", "Pengatur Muda Tingkat I (II/b)"
    II_C = "II/c", "Pengatur (II/c)"
    II_D = "II/d", "Pengatur Tingkat I (II/d)"
    III_A = "III/a", "Penata Muda (III/a)"
    III_B = "III/b", "Penata Muda Tingkat I (III/b)"
    III_C = "III/c", "Penata (III/c)"
    III_D = "III/d", "Penata Tingkat I (III/d)"
    IV_A = "IV/a", "Pembina (IV/a)"
    IV_B = "IV/b", "Pembina Tingkat I (IV/b)"
    IV_C = "IV/c", "Pembina Utama Muda (IV/c)"
    IV_D = "IV/d", "Pembina Utama Madya (IV/d)"
    IV_E = "IV/e", "Pembina Utama (IV/e)"


class Standing(TextChoices):
    """How somebody holds a post."""

    DEFINITIVE = "definitif", "Definitif"
    ACTING = "plt", "Pelaksana tugas (Plt.)"
    DAILY = "plh", "Pelaksana harian (Plh.)"
