"""Code lists of the UPT reports, with the office's words for them."""

from django.db.models import TextChoices


class Rhythm(TextChoices):
    """How often a form is filed."""

    MONTHLY = "bulanan", "Bulanan"
    QUARTERLY = "triwulan", "Triwulanan"


class ReportState(TextChoices):
    DRAFT = "draf", "Draf"
    SUBMITTED = "dikirim", "Dikirim"
    RETURNED = "dikembalikan", "Dikembalikan"
    VERIFIED = "terverifikasi", "Terverifikasi"
    ACCEPTED = "diterima", "Diterima"
    SUPERSEDED = "digantikan", "Digantikan"


IN_WORK = (
    ReportState.DRAFT,
    ReportState.SUBMITTED,
    ReportState.RETURNED,
    ReportState.VERIFIED,
)
OPEN_TO_EDIT = (ReportState.DRAFT, ReportState.RETURNED)


class ReportStep(TextChoices):
    """What happened to a report."""

    START = "mulai", "Mulai diisi"
    SUBMIT = "kirim", "Dikirim"
    RECALL = "tarik", "Ditarik kembali"
    RETURN = "kembalikan", "Dikembalikan"
    VERIFY = "verifikasi", "Terverifikasi"
    ACCEPT = "terima", "Diterima"
    CORRECT = "koreksi", "Koreksi dibuka"
    SUPERSEDE = "ganti", "Digantikan oleh koreksi"
    CONFLICT = "bentrok", "Bentrok diselesaikan"


class Channel(TextChoices):
    """By which way a report came."""

    PAGE = "halaman", "Halaman portal"
    DEVICE = "perangkat", "Perangkat, lewat antrean"
    FILE = "berkas", "Berkas antrean yang dibawa"
    EXCEL = "excel", "Formulir Excel"
    REST = "rest", "REST"


class ClockTrust(TextChoices):
    """Whether the device's clock could be believed when it said when it was filed."""

    SERVER = "server", "Jam portal"
    CONSISTENT = "cocok", "Jam perangkat, cocok dengan jam portal"
    ADJUSTED = "disesuaikan", "Jam perangkat, disesuaikan dengan jam portal"
    DOUBTED = "diragukan", "Jam perangkat berubah; dinilai menurut jam portal"


class Outcome(TextChoices):
    """What became of what a device sent."""

    APPLIED = "masuk", "Masuk"
    CONFLICT = "bentrok", "Bentrok, menunggu keputusan orang"
    REFUSED = "ditolak", "Ditolak"


class Timeliness(TextChoices):
    """How a duty was met. An extension counts apart, and a nil report is no missing one."""

    AHEAD = "belum", "Belum waktunya"
    WAITING = "ditunggu", "Ditunggu"
    ON_TIME = "tepat", "Tepat waktu"
    EXTENDED = "perpanjangan", "Tepat waktu dengan perpanjangan"
    LATE = "terlambat", "Terlambat"
    OVERDUE = "lewat", "Lewat batas, belum masuk"
    MISSING = "tidak_ada", "Tidak melapor"
