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
