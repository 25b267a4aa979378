"""Forms of people and their appointments, and what the list of people is narrowed by."""

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from bengkalis.access import Role
from bengkalis.forms import CleanForm, DateField
from registry.forms.versioned import VersionedForm
from registry.models import Appointment, Office, User
from registry.models.people import today


class PersonForm(VersionedForm):
    """New or corrected account; saved by ``registry.accounts``."""

    nip = forms.CharField(
        label="NIP",
        required=False,
        max_length=30,
        help_text="18 angka. Kosong: bukan ASN.",
    )

    class Meta:
        model = User
        fields = ("full_name", "username", "nip", "email")
        help_texts = {"username": "Dipakai untuk masuk. Huruf kecil, misalnya siti.aminah."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.set_unusable_password()

    def clean_nip(self) -> str | None:
        return "".join(self.cleaned_data["nip"].split()) or None


class AppointmentForm(CleanForm):
    """A new appointment; set ``instance.user`` first. Saved by ``registry.appointments``."""

    valid_from = DateField(label="Mulai", help_text="Hari pertama. Ditulis 31-12-2026.")
    valid_to = DateField(
        label="Sampai", required=False, help_text="Hari terakhir. Kosong: sampai diakhiri."
    )

    class Meta:
        model = Appointment
        fields = ("office", "role", "position_title", "valid_from", "valid_to")
        help_texts = {"position_title": "Seperti di surat keputusan, misalnya Kepala UPTD Mandau."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(is_active=True)
        self.fields["office"].empty_label = "Pilih kantor"
        self.fields["role"].choices = [("", "Pilih peran"), *Role.choices]
        self.initial["valid_from"] = today()


class EndForm(forms.Form):
    """The last day of an appointment; judged by ``registry.appointments.end_appointment``."""

    valid_to = DateField(
        label="Hari terakhir", help_text="Pada hari ini penugasan masih berlaku, besoknya tidak."
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PeopleSearch(forms.Form):
    """What the list of people can be narrowed by; role and office are those of today."""

    search = forms.CharField(required=False, label="Nama, nama pengguna, atau NIP", max_length=100)
    role = forms.ChoiceField(required=False, label="Peran", choices=[("", "Semua"), *Role.choices])
    office = forms.ModelChoiceField(
        Office.objects.all(),
        required=False,
        label="Kantor",
        to_field_name="code",
        empty_label="Semua",
    )
    active = forms.ChoiceField(
        required=False,
        label="Akun",
        choices=[("", "Semua"), ("yes", "Boleh masuk"), ("no", "Ditutup")],
    )

    def narrow(self, people: QuerySet[User]) -> QuerySet[User]:
        """The people that match; a value that cannot be understood narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        if words := chosen.get("search"):
            named = Q(full_name__icontains=words) | Q(username__icontains=words)
            people = people.filter(named | Q(nip="".join(words.split())))
        if chosen.get("active"):
            people = people.filter(is_active=chosen["active"] == "yes")
        held = {name: chosen[name] for name in ("role", "office") if chosen.get(name)}
        if held:
            current = Appointment.objects.in_force(today()).filter(user=OuterRef("pk"), **held)
            people = people.filter(Exists(current))
        return people

    def chips(self, query) -> list[dict]:
        """What is set, each with the address of the page without it."""
        return [
            {"label": label, "value": shown, "url": _without(query, name)}
            for name, label, shown in self._chosen()
        ]

    def _chosen(self):
        for name in ("search", "role", "office", "active"):
            if value := self.cleaned_data.get(name):
                choices = dict(getattr(self.fields[name], "choices", ()))
                label = "Cari" if name == "search" else self[name].label
                yield name, label, choices.get(value, value)


def _without(query, name: str) -> str:
    rest = query.copy()
    for gone in (name, "cursor"):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}"
