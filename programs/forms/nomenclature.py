"""Forms of a nomenclature: a new code, an old one."""

from django import forms

from programs.forms.crosswalk import CHOOSE, shown
from programs.models import NomenclatureEdition, NomenclatureItem
from registry.forms.versioned import VersionedForm


class NewItemForm(forms.Form):
    """A code under its parent."""

    parent = forms.ChoiceField(label="Induk")
    code = forms.CharField(
        label="Kode", max_length=30, help_text="Angka yang dipisah titik, diawali kode induknya."
    )
    name = forms.CharField(label="Nama", max_length=400)

    def __init__(self, *args, edition: NomenclatureEdition, **kwargs):
        super().__init__(*args, **kwargs)
        above = edition.items.filter(is_active=True).exclude(level=edition.leaf_level)
        self.parents = {item.code: item for item in above.order_by("code")}
        for item in self.parents.values():
            item.edition = edition
        choices = [(item.code, shown(item)) for item in self.parents.values()]
        self.fields["parent"].choices = [("", CHOOSE), *choices]

    def chosen_parent(self) -> NomenclatureItem:
        return self.parents[self.cleaned_data["parent"]]


class ItemForm(VersionedForm):
    """Name and use of a code; the code itself as long as nothing stands on it."""

    class Meta:
        model = NomenclatureItem
        fields = ["code", "name", "is_active"]
        help_texts = {"is_active": "Yang tidak dipakai lagi tidak ditawarkan untuk baris baru."}

    def __init__(self, *args, fixed: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].required = True
        if fixed:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = fixed
