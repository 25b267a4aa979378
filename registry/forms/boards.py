"""Forms of a board: its people with their terms, and what one person was trained in."""

from django.forms import inlineformset_factory

from bengkalis.forms import CleanForm, CountField, DateField
from registry.enums import Position
from registry.models import BoardMember, Cooperative, Training


class BoardForm(CleanForm):
    term_from = DateField(label="Mulai menjabat", required=False)
    term_to = DateField(label="Akhir masa jabatan", required=False)
    left_on = DateField(label="Berhenti sejak", required=False)

    class Meta:
        model = BoardMember
        fields = ("position", "person_name", "term_from", "term_to", "left_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = [("", "Pilih…"), *Position.choices]


class TrainingForm(CleanForm):
    finished_on = DateField(label="Selesai tanggal", help_text="Contoh: 31-12-2019.")
    hours = CountField(label="Jam pelajaran", required=False)
    valid_until = DateField(
        label="Sertifikat berlaku sampai",
        required=False,
        help_text="Kosong: berlaku tanpa batas.",
    )

    class Meta:
        model = Training
        fields = (
            "title",
            "organiser",
            "finished_on",
            "hours",
            "is_certified",
            "certificate_number",
            "valid_until",
        )
        help_texts = {"certificate_number": "Seperti pada sertifikat BNSP; wajib bila dicentang."}


TrainingFormSet = inlineformset_factory(BoardMember, Training, form=TrainingForm, extra=1)


class BoardFormSet(inlineformset_factory(Cooperative, BoardMember, form=BoardForm, extra=3)):
    """The people of one board, who holds a position and the empty rows apart from who did."""

    @property
    def present(self) -> list[BoardForm]:
        return [form for form in self if not form.initial.get("left_on")]

    @property
    def former(self) -> list[BoardForm]:
        return [form for form in self if form.initial.get("left_on")]
