"""Papers that are signed: what they say, who signed, the PDF, and what became of them.

An agreement or a pact is written as a draft; once opened for signatures its paper is frozen, and
the database refuses every change that is not a step of its life. What was signed is ``content``,
canonical JSON, and its SHA-256; what was printed is the PDF, and the SHA-256 of its exact bytes.
"""

# Triggers are put together from our own sentences and names of our own tables.
import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now

from bengkalis.access import Permission, ScopedQuerySet
from bengkalis.audit import audited
from bengkalis.cleaning import Cleaned
from bengkalis.constraints import check, not_blank, state_needs
from bengkalis.versions import Versioned, count_versions
from programs.enums import PaperKind, PaperState, PaperStep, Part, SealKind, SignatureKind
from programs.models import paper_triggers
from programs.models.refusing import append_only, before, refuse
from registry.models import Official

CODE = r"^[0-9A-HJKMNP-TV-Z]{12}$"  # Crockford's base 32: no I, L, O, U


def sha256_of(expression, text: bool = False) -> Func:
    """The SHA-256, in hexadecimal, of a column with bytes, or with ``text`` of its UTF-8."""
    inner = Func(F(expression), Value("UTF8"), function="convert_to") if text else F(expression)
    digest = Func(inner, function="sha256", output_field=models.BinaryField())
    return Func(digest, Value("hex"), function="encode", output_field=models.TextField())


class PaperQuerySet(ScopedQuerySet):
    view_permission = Permission.VIEW_PROGRAMS
    edit_permission = Permission.PREPARE_PAPERS
    district_path = None

    def visible_to(self, user):
        may = user.is_authenticated and user.may(self.view_permission)
        return self.all() if may else self.none()

    def public(self) -> "PaperQuerySet":
        """What strangers may ask about: everything that was ever in force."""
        return self.filter(
            state__in=[PaperState.IN_FORCE, PaperState.SUPERSEDED, PaperState.REVOKED]
        )


@audited()
class Paper(Versioned):
    """One paper: draft, open for signatures, in force, then perhaps superseded or revoked."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField("kode verifikasi", max_length=12, unique=True, editable=False)
    kind = models.CharField("jenis naskah", max_length=2, choices=PaperKind, editable=False)
    year = models.PositiveSmallIntegerField("tahun", editable=False)
    subject = models.CharField(
        "jabatan atau orang", max_length=60, editable=False,
        help_text="Satu naskah berlaku per jenis, tahun, dan ini.",
    )  # fmt: skip
    title = models.CharField("judul", max_length=250, editable=False)
    dated_on = models.DateField("tanggal naskah")
    state = models.CharField(
        "keadaan", max_length=14, choices=PaperState, default=PaperState.DRAFT, editable=False
    )
    parties = models.PositiveSmallIntegerField("banyaknya pihak", editable=False)
    round = models.PositiveSmallIntegerField("putaran tanda tangan", default=0, editable=False)
    content = models.TextField("isi (JSON kanonik)", blank=True, editable=False)
    content_sha256 = models.CharField("SHA-256 isi", max_length=64, blank=True, editable=False)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="successor",
        verbose_name="menggantikan",
    )
    opened_at = models.DateTimeField("dibuka", null=True, editable=False)
    in_force_at = models.DateTimeField("berlaku sejak", null=True, editable=False)
    superseded_at = models.DateTimeField("digantikan", null=True, editable=False)
    revoked_at = models.DateTimeField("dicabut", null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    reason = models.CharField("alasan", max_length=300, blank=True, editable=False)
    is_demo = models.BooleanField("CONTOH", default=False, editable=False)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "naskah"
        verbose_name_plural = "naskah"
        ordering = ["-year", "kind", "subject", "-id"]
        triggers = [
            before("birth", pgtrigger.Insert, paper_triggers.BIRTH),
            before("life", pgtrigger.Update, paper_triggers.LIFE),
            before(
                "kept",
                pgtrigger.Delete,
                refuse("Naskah yang pernah dibuka untuk ditandatangani tidak dapat dihapus."),
                condition=~pgtrigger.Q(old__state=PaperState.DRAFT) | pgtrigger.Q(old__round__gt=0),
            ),
            count_versions(),
        ]
        indexes = [
            models.Index(fields=["kind", "year", "state"], name="paper_by_kind"),
            models.Index(fields=["updated_at", "id"], name="paper_by_change"),
        ]
        constraints = [
            check("paper_code_format", Q(code__regex=CODE), "Kode verifikasi salah bentuk."),
            check("paper_kind_known", Q(kind__in=PaperKind.values), "Jenis naskah tak dikenal."),
            check("paper_state_known", Q(state__in=PaperState.values), "Keadaan tak dikenal."),
            check("paper_parties", Q(parties__range=(1, 4)), "Pihak 1 sampai 4."),
            not_blank("paper_title_given", "title", "Judul naskah wajib diisi."),
            check(
                "paper_content_hash",
                Q(content="", content_sha256="")
                | (~Q(content="") & Q(content_sha256=sha256_of("content", text=True))),
                "SHA-256 tidak cocok dengan isi naskah.",
            ),
            check(
                "paper_frozen_has_content",
                Q(state=PaperState.DRAFT) | ~Q(content=""),
                "Naskah yang dibuka punya isi yang tetap.",
            ),
            state_needs(
                "paper_in_force_since",
                {"state": PaperState.IN_FORCE},
                Q(in_force_at__isnull=False),
                "Naskah yang berlaku punya waktu mulai.",
            ),
            state_needs(
                "paper_superseded_when",
                {"state": PaperState.SUPERSEDED},
                Q(superseded_at__isnull=False),
                "Naskah yang digantikan punya waktunya.",
            ),
            state_needs(
                "paper_revoked_why",
                {"state": PaperState.REVOKED},
                Q(revoked_at__isnull=False, reason__regex=r"\S"),
                "Naskah dicabut dengan waktu dan alasan.",
            ),
            models.UniqueConstraint(
                fields=["kind", "year", "subject"],
                condition=Q(state=PaperState.IN_FORCE),
                name="paper_one_in_force",
                violation_error_message="Untuk jabatan dan tahun ini sudah ada naskah berlaku.",
            ),
            models.UniqueConstraint(
                fields=["kind", "year", "subject"],
                condition=Q(state__in=[PaperState.DRAFT, PaperState.OPEN]),
                name="paper_one_in_work",
                violation_error_message="Untuk jabatan dan tahun ini sudah ada rancangan.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("agreement" if self.kind == PaperKind.AGREEMENT else "pact", args=[self.uid])

    @property
    def shown_code(self) -> str:
        """``7K3M-9QXR-2TDA``: in fours, to be read aloud."""
        return "-".join(self.code[at : at + 4] for at in range(0, 12, 4))

    @property
    def is_draft(self) -> bool:
        return self.state == PaperState.DRAFT


@audited(exclude=("content",))
class PaperFile(Cleaned):
    """The PDF of a paper that all have signed: its exact bytes, their SHA-256, what seals it."""

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="file")
    content = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256", max_length=64)
    seal = models.CharField("segel", max_length=10, choices=SealKind)
    certificate = models.CharField("pemilik sertifikat", max_length=300, blank=True)
    made_at = models.DateTimeField("dibuat", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "PDF naskah"
        triggers = [
            before("when_all_signed", pgtrigger.Insert, paper_triggers.ALL_SIGNED),
            append_only("PDF naskah tidak dapat diubah atau dihapus."),
        ]
        indexes = [models.Index(fields=["sha256"], name="paper_file_by_hash")]
        constraints = [
            check("paper_file_hash", Q(sha256=sha256_of("content")), "SHA-256 tidak cocok."),
            check("paper_file_seal_known", Q(seal__in=SealKind.values), "Segel tidak dikenal."),
        ]

    def __str__(self) -> str:
        return self.sha256


@audited()
class Signature(Cleaned):
    """One signature under one paper: whose, in what part, of what kind, on exactly what content.

    Name, rank and position are those of the paper's day. ``round`` counts the openings of a paper:
    one that was recalled is signed anew, and the earlier signatures stay on record.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField("putaran")
    place = models.PositiveSmallIntegerField("urutan")
    part = models.CharField("sebagai", max_length=8, choices=Part)
    kind = models.CharField("jenis tanda tangan", max_length=10, choices=SignatureKind)
    official = models.ForeignKey(Official, models.PROTECT, related_name="signatures")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="akun"
    )
    name = models.CharField("nama", max_length=150)
    nip = models.CharField("NIP", max_length=18, blank=True)
    rank = models.CharField("pangkat", max_length=60, blank=True)
    position = models.CharField("jabatan", max_length=170)
    content_sha256 = models.CharField("SHA-256 isi", max_length=64)
    signed_on = models.DateField("tanggal tanda tangan")
    signed_at = models.DateTimeField("tercatat", db_default=Now(), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "tanda tangan"
        ordering = ["paper", "round", "place"]
        triggers = [
            before(
                "in_order",
                pgtrigger.Insert,
                paper_triggers.IN_ORDER,
                declare=[("paper", "programs_paper"), ("party", "jsonb")],
            ),
            append_only("Tanda tangan tidak dapat diubah atau dihapus."),
        ]
        constraints = [
            check("signature_part_known", Q(part__in=Part.values), "Bagian tidak dikenal."),
            check("signature_kind_known", Q(kind__in=SignatureKind.values), "Jenis tak dikenal."),
            not_blank("signature_name_given", "name", "Nama penanda tangan wajib ada."),
            check(
                "signature_by_its_account",
                Q(kind=SignatureKind.ELECTRONIC, user__isnull=False, recorded_by__isnull=True)
                | (~Q(kind=SignatureKind.ELECTRONIC) & Q(user__isnull=True)),
                "Tanda tangan di portal dibubuhkan akun pemiliknya sendiri.",
            ),
            check("signature_not_ahead", Q(signed_on__lte=Now()), "Tanggal itu belum tiba."),
            models.UniqueConstraint(
                fields=["paper", "round", "place"],
                name="signature_once",
                violation_error_message="Bagian ini sudah ditandatangani.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_part_display()})"


@audited(exclude=("content",))
class SignatureScan(Cleaned):
    """The scan of a page that was signed with ink."""

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="scan")
    content = models.BinaryField("pindaian")
    sha256 = models.CharField("SHA-256", max_length=64)
    media_type = models.CharField("jenis isi", max_length=40)

    class Meta:
        verbose_name = "pindaian tanda tangan"
        triggers = [
            before("of_ink_with_a_scan", pgtrigger.Insert, paper_triggers.OF_INK),
            append_only("Pindaian tanda tangan tidak dapat diubah atau dihapus."),
        ]
        constraints = [
            check("scan_hash", Q(sha256=sha256_of("content")), "SHA-256 tidak cocok."),
        ]

    def __str__(self) -> str:
        return self.sha256


@audited()
class PaperEvent(Cleaned):
    """One step in the life of a paper, for its timeline."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="events")
    step = models.CharField("langkah", max_length=14, choices=PaperStep)
    at = models.DateTimeField("waktu", db_default=Now(), editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField("catatan", max_length=300, blank=True)

    class Meta:
        verbose_name = "langkah naskah"
        ordering = ["paper", "id"]
        triggers = [append_only("Riwayat naskah tidak dapat diubah atau dihapus.")]
        constraints = [
            check("event_step_known", Q(step__in=PaperStep.values), "Langkah tidak dikenal.")
        ]

    def __str__(self) -> str:
        return self.get_step_display()


@audited()
class VerificationKey(Cleaned):
    """A public Ed25519 key with which QR codes were signed; old ones stay to check old papers."""

    number = models.PositiveSmallIntegerField("nomor", unique=True)
    public_key = models.BinaryField("kunci publik (32 bita)", max_length=32, unique=True)
    since = models.DateTimeField("dipakai sejak", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "kunci verifikasi"
        ordering = ["number"]
        triggers = [append_only("Kunci verifikasi tidak dapat diubah atau dihapus.")]
        constraints = [
            check("key_number", Q(number__range=(1, 255)), "Nomor kunci 1 sampai 255."),
        ]

    def __str__(self) -> str:
        return f"Kunci {self.number}"
