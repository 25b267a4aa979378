"""The form of one RAT: its figures beside those of the year before, and words for what is unusual.

A warning of ``registry.figures`` does not block: the form comes back with one field for each that
wants explaining, and saves when every one has its words.
"""

from django import forms
from django.core.exceptions import ValidationError

from bengkalis.forms import CountField, DateField, RupiahField, YearField
from bengkalis.templatetags.ui import number, rupiah
from registry import explaining
from registry.entry import MEETING_FIELDS
from registry.figures import CODES, Doubt
from registry.forms.versioned import VersionedForm
from registry.models import AnnualMeeting

EXPLAIN = "explain_"


class MeetingForm(VersionedForm):
    """One RAT with its figures; ``past`` holds those of ``before``, the year before, in words."""

    book_year = YearField(label="Tahun buku", required=False, help_text="Empat angka: 2019.")
    held_on = DateField(label="Tanggal RAT", required=False, help_text="Contoh: 31-3-2020.")
    figures_as_of = DateField(label="Keadaan per", required=False)
    members_male = CountField(label="Anggota laki-laki", required=False)
    members_female = CountField(label="Anggota perempuan", required=False)
    members_total = CountField(label="Jumlah anggota", required=False)
    managers = CountField(label="Jumlah manajer", required=False)
    employees = CountField(label="Jumlah karyawan", required=False)
    principal_savings = RupiahField(label="Simpanan pokok", required=False)
    mandatory_savings = RupiahField(label="Simpanan wajib", required=False)
    reserves = RupiahField(label="Dana cadangan", required=False)
    grants = RupiahField(label="Hibah", required=False)
    own_capital = RupiahField(
        label="Modal sendiri",
        required=False,
        help_text="Simpanan pokok, simpanan wajib, dana cadangan, dan hibah bersama-sama.",
    )
    outside_capital = RupiahField(label="Modal luar", required=False)
    assets = RupiahField(label="Aset", required=False)
    turnover = RupiahField(label="Volume usaha", required=False)
    surplus = RupiahField(
        label="SHU", required=False, help_text="Rugi ditulis dengan minus: -2.500.000."
    )

    class Meta:
        model = AnnualMeeting
        fields = MEETING_FIELDS

    def __init__(self, *args, before: AnnualMeeting | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = bool(self.instance.pk)
        self.past = {name: self._past(before, name) for name in AnnualMeeting.FIGURES}
        for doubt in self._doubts_at_first():
            self._ask(doubt)

    def _past(self, before: AnnualMeeting | None, name: str) -> str:
        if before is None:
            return ""
        shown = rupiah if isinstance(self.fields[name], RupiahField) else number
        return f"Tahun buku {before.book_year}: {shown(getattr(before, name)) or 'tidak diisi'}"

    def _doubts_at_first(self) -> list[Doubt]:
        """Before the form is judged: what was explained in it, or what the saved RAT wants."""
        if self.is_bound:
            names = [code for code in CODES if self.add_prefix(EXPLAIN + code) in self.data]
            return [Doubt(code, "", ()) for code in names]
        return explaining.doubts_of(self.instance) if self.instance.pk else []

    def _ask(self, doubt: Doubt, told: bool = False) -> None:
        """A field for the words to one warning, filled with those it has; its error may tell
        what the warning is."""
        name = EXPLAIN + doubt.code
        self._bound_fields_cache.pop(name, None)
        self.fields[name] = forms.CharField(
            label=f"Penjelasan: {CODES[doubt.code]}",
            help_text="" if told else doubt.sentence,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.initial.setdefault(name, self.instance.explanations.get(doubt.code, ""))

    @property
    def explanations(self) -> list:
        """The fields in which warnings are explained."""
        return [self[name] for name in self.fields if name.startswith(EXPLAIN)]

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not any(data.get(name) is not None for name in MEETING_FIELDS):
            raise ValidationError("Isi sedikitnya tahun buku, tanggal RAT, atau satu angka.")
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors:
            self._weigh()

    def _weigh(self) -> None:
        """Ask for the words that the warnings want; fields of other warnings go."""
        given = {code: self.cleaned_data.pop(EXPLAIN + code, None) for code in CODES}
        asked = explaining.explain(
            self.instance, {code: words for code, words in given.items() if words is not None}
        )
        for name in [name for name in self.fields if name.startswith(EXPLAIN)]:
            del self.fields[name]
        for doubt, words, refusal in asked:
            self._ask(doubt, told=bool(refusal))
            self.cleaned_data[EXPLAIN + doubt.code] = words
            if refusal:
                self.add_error(EXPLAIN + doubt.code, f"{doubt.sentence} {refusal}")

    def saved_value(self, current: AnnualMeeting, name: str):
        if name.startswith(EXPLAIN):
            return current.explanations.get(name.removeprefix(EXPLAIN), "")
        return super().saved_value(current, name)


class FirstMeetingForm(MeetingForm):
    """The latest RAT of a cooperative that is being entered; may be left empty altogether.

    What is unusual in it is asked about when the RAT is opened by itself: here the office copies
    its list, and stopping at every old figure would keep the cooperative out of the register.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["version"]

    def clean(self) -> dict:
        return self.cleaned_data

    def _weigh(self) -> None:
        """Nothing is asked yet."""

    def fields_given(self) -> dict | None:
        """What was filled in, for ``registry.entry``; None when nothing was."""
        given = {name: self.cleaned_data.get(name) for name in MEETING_FIELDS}
        return given if any(value is not None for value in given.values()) else None

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"cooperative"}
