"""Forms of posts, officials, their ranks and their terms; saved by ``registry.positions``."""

from django import forms
from django.db.models import Q

from bengkalis.forms import CleanForm, DateField
from registry.enums import CivilRank, Echelon, Standing
from registry.forms.versioned import VersionedForm
from registry.models import Incumbency, Office, Official, OfficialRank, Position, User
from registry.models.people import today


class PositionForm(VersionedForm):
    """New or corrected post."""

    class Meta:
        model = Position
        fields = ("title", "code", "echelon", "office", "superior", "is_active")
        help_texts = {
            "title": "Seperti pada naskah, misalnya Kepala Bidang Kelembagaan.",
            "code": "Singkatan yang tetap, misalnya kabid-kelembagaan; dipakai di REST.",
            "office": "Kosong hanya untuk Bupati.",
            "superior": "Pihak kedua perjanjian kinerjanya. Kosong hanya untuk Bupati.",
            "is_active": "Lepas centangnya bila jabatan ini dihapus dari susunan organisasi.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = self.instance
        self.fields["echelon"].choices = [("", "Pilih jenjang"), *Echelon.choices]
        offices = Q(is_active=True) | Q(pk=own.office_id)
        self.fields["office"].queryset = Office.objects.filter(offices)
        self.fields["office"].empty_label = "Tanpa kantor"
        posts = (Q(is_active=True) | Q(pk=own.superior_id)) & ~Q(pk=own.pk)
        self.fields["superior"].queryset = Position.objects.filter(posts)
        self.fields["superior"].empty_label = "Tanpa atasan"
        if own.pk is None:
            del self.fields["is_active"]


class AccountChoice(forms.ModelChoiceField):
    """Accounts, by the name of the person and the name they sign in with."""

    def label_from_instance(self, user: User) -> str:
        return f"{user.full_name} ({user.username})"


class OfficialForm(VersionedForm):
    """New or corrected official."""

    nip = forms.CharField(
        label="NIP", required=False, max_length=30, help_text="18 angka. Kosong: bukan ASN."
    )
    user = AccountChoice(
        User.objects.none(),
        label="Akun",
        required=False,
        empty_label="Tanpa akun",
        help_text="Dengan akun ini ia menandatangani di portal. Bupati tidak perlu akun.",
    )

    class Meta:
        model = Official
        fields = ("name", "nip", "user")
        help_texts = {"name": "Lengkap dengan gelar, seperti pada naskah."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        free = Q(official__isnull=True, is_active=True) | Q(pk=self.instance.user_id)
        self.fields["user"].queryset = User.objects.filter(free).order_by("full_name", "pk")

    def clean_nip(self) -> str | None:
        return "".join(self.cleaned_data["nip"].split()) or None


class RankForm(CleanForm):
    """A rank from a day on; set ``instance.official`` first."""

    valid_from = DateField(label="Sejak (TMT)", help_text="Ditulis 01-04-2018.")

    class Meta:
        model = OfficialRank
        fields = ("rank", "valid_from")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rank"].choices = [("", "Pilih pangkat"), *CivilRank.choices]


class IncumbencyForm(CleanForm):
    """Who is to hold a post from when; set ``instance.position`` first.

    Room for the new term is made when it is saved, so its overlap is no error yet. ``seen`` says
    which terms the form was opened with.
    """

    valid_from = DateField(label="Mulai", help_text="Hari pertama. Ditulis 02-01-2021.")
    valid_to = DateField(
        label="Sampai", required=False, help_text="Hari terakhir. Kosong: sampai diakhiri."
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Incumbency
        fields = ("official", "standing", "decree", "valid_from", "valid_to")
        help_texts = {"decree": "Nomor dan tanggal surat keputusan atau surat perintah."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["official"].queryset = Official.objects.all()
        self.fields["official"].empty_label = "Pilih pejabat"
        self.fields["standing"].choices = Standing.choices
        self.fields["decree"].required = True
        self.initial["valid_from"] = today()

    def _get_validation_exclusions(self) -> set[str]:
        """Whether the post is free is left to ``registry.positions.appoint``."""
        return super()._get_validation_exclusions() | {"position"}


class TermForm(VersionedForm):
    """A term as it is corrected: how, by which decree, from when to when."""

    valid_from = DateField(label="Mulai")
    valid_to = DateField(label="Sampai", required=False, help_text="Kosong: masih memangku.")

    class Meta:
        model = Incumbency
        fields = ("standing", "decree", "valid_from", "valid_to")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["standing"].choices = Standing.choices


class EndTermForm(forms.Form):
    """The last day of a term; judged by ``registry.positions.end_term``."""

    valid_to = DateField(
        label="Hari terakhir", help_text="Pada hari ini ia masih memangku jabatan, besoknya tidak."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
