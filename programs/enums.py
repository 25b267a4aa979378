"""Code lists of programmes and papers, with the office's words for them."""

from django.db.models import IntegerChoices, TextChoices


class Level(TextChoices):
    """Rungs of a nomenclature; the last one a nomenclature has is where money is planned."""

    PROGRAM = "program", "Program"
    ACTIVITY = "kegiatan", "Kegiatan"
    SUBACTIVITY = "sub_kegiatan", "Sub kegiatan"


class VersionKind(TextChoices):
    """What made a version of the pagu (PP 12/2019: APBD, pergeseran, perubahan APBD)."""

    ORIGINAL = "murni", "Murni"
    SHIFT = "pergeseran", "Pergeseran"
    REVISION = "perubahan", "Perubahan"


class VersionState(TextChoices):
    DRAFT = "draf", "Draf"
    SUBMITTED = "diajukan", "Diajukan"
    APPROVED = "disahkan", "Disahkan"


class FundSource(TextChoices):
    PAD = "pad", "Pendapatan Asli Daerah"
    DAU = "dau", "Dana Alokasi Umum"
    DAK_PHYSICAL = "dak_fisik", "DAK Fisik"
    DAK_OTHER = "dak_nonfisik", "DAK Nonfisik"
    DBH = "dbh", "Dana Bagi Hasil"
    PROVINCE = "bankeu", "Bantuan keuangan provinsi"
    OTHER = "lainnya", "Lainnya"


class Basis(TextChoices):
    """Where a code or a link comes from."""

    SOURCE = "F", "Terbaca pada sumber terbit"
    KNOWN = "K", "Pengetahuan umum, belum dicocokkan dengan naskah"
    OFFICE = "D", "Ditetapkan dinas"


class PaperKind(TextChoices):
    AGREEMENT = "pk", "Perjanjian Kinerja"
    PACT = "pi", "Pakta Integritas"


class PaperState(TextChoices):
    DRAFT = "rancangan", "Rancangan"
    OPEN = "ditandatangani", "Menunggu tanda tangan"
    IN_FORCE = "berlaku", "Berlaku"
    SUPERSEDED = "digantikan", "Digantikan"
    REVOKED = "dicabut", "Dicabut"


class PaperStep(TextChoices):
    """What happened to a paper."""

    OPENED = "dibuka", "Dibuka untuk ditandatangani"
    RECALLED = "ditarik", "Ditarik kembali"
    SIGNED = "ditandatangani", "Ditandatangani"
    IN_FORCE = "berlaku", "Mulai berlaku"
    SUPERSEDED = "digantikan", "Digantikan"
    REVOKED = "dicabut", "Dicabut"


class Part(TextChoices):
    """In what part somebody signs."""

    FIRST = "pertama", "Pihak pertama"
    SECOND = "kedua", "Pihak kedua"
    MAKER = "pembuat", "Pembuat pernyataan"
    WITNESS = "saksi", "Menyaksikan"


class SignatureKind(TextChoices):
    """What kind of signature it is, said honestly."""

    ELECTRONIC = "portal", "Elektronik di portal, dengan kata sandi penanda tangan"
    SCAN = "pindaian", "Tinta basah; pindaian disimpan di portal"
    RECORDED = "dicatat", "Tinta basah; hanya dicatat petugas"


class SealKind(TextChoices):
    """What seals the PDF."""

    CERTIFIED = "sertifikat", "Segel elektronik dengan sertifikat dinas"
    DEMONSTRATION = "peragaan", "Segel elektronik dengan sertifikat peragaan (CONTOH)"
    NONE = "tanpa", "Tanpa segel elektronik"


class Direction(TextChoices):
    """How the achievement of an indicator follows from target T and result R."""

    HIGHER = "naik", "Makin tinggi makin baik (R/T)"
    LOWER = "turun", "Makin rendah makin baik (T/R)"
    LOWER_LINEAR = "turun_linear", "Makin rendah makin baik ((2T−R)/T)"
    PERCENTAGE = "persentase", "Persentase (R/T)"


class QuarterRule(TextChoices):
    """How the results of quarters make the result of the year."""

    SUM = "jumlah", "Dijumlahkan"
    LAST = "terakhir", "Triwulan terakhir"
    AVERAGE = "rata_rata", "Rata-rata"


class Quarter(IntegerChoices):
    I = 1, "Triwulan I"  # noqa: E741
    II = 2, "Triwulan II"
    III = 3, "Triwulan III"
    IV = 4, "Triwulan IV"
