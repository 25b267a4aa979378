"""Forms of the crosswalk: a new link or none, the basis of a link."""

from django import forms

from programs.crosswalk import Pair
from programs.models import CrosswalkLink, NomenclatureItem
from registry.forms.versioned import VersionedForm

CHOOSE, WITHOUT = "Pilih…", "tanpa"


class LinkForm(forms.Form):
    """An old code and a new one, or one of them and that it has no counterpart."""

    source = forms.ChoiceField(label="Kode lama")
    target = forms.ChoiceField(label="Kode baru")
    note = forms.CharField(
        label="Catatan",
        required=False,
        max_length=250,
        help_text="Misalnya mengapa tujuannya sama; boleh dikosongkan.",
    )

    def __init__(self, *args, pair: Pair, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {"source": {}, "target": {}}
        nobody = {
            "source": "Tanpa padanan: baru, tidak ada pada nomenklatur lama",
            "target": "Tanpa padanan: tidak ada pada nomenklatur baru",
        }
        for name, edition in (("source", pair.old), ("target", pair.new)):
            items = edition.items.filter(is_active=True).order_by("code")
            self.known[name] = {item.code: item for item in items}
            self.fields[name].choices = [
                ("", CHOOSE),
                (WITHOUT, nobody[name]),
                *((item.code, shown(item)) for item in self.known[name].values()),
            ]
            self.fields[name].help_text = str(edition)

    def ends(self) -> tuple[NomenclatureItem | None, NomenclatureItem | None]:
        """The two codes of a valid form; None for the side without one."""
        data = self.cleaned_data
        return self.known["source"].get(data["source"]), self.known["target"].get(data["target"])


def shown(item: NomenclatureItem) -> str:
    """Code and name in a list, indented by level."""
    depth = {"program": 0, "kegiatan": 1, "sub_kegiatan": 2}[item.level]
    return f"{'– ' * depth}{item.code} {item.name}"


class LinkDetailsForm(VersionedForm):
    """Where a link comes from."""

    class Meta:
        model = CrosswalkLink
        fields = ["basis", "note"]
        help_texts = {
            "basis": "Pilih “Ditetapkan dinas” sesudah padanan ini diperiksa dan disepakati."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = True
