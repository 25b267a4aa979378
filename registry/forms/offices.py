"""The form of an office and its kecamatan."""

from django import forms

from registry.forms.versioned import VersionedForm
from registry.models import District, Office
from registry.models.people import today


class DistrictChoice(forms.ModelMultipleChoiceField):
    """Kecamatan, each with the other UPT that serves it now."""

    own: int | None = None  # primary key of the office in the form

    def label_from_instance(self, district: District) -> str:
        link = getattr(district, "office_link", None)
        if link is None or link.office_id == self.own:
            return district.name
        return f"{district.name} – kini dilayani {link.office.name}"


class OfficeForm(VersionedForm):
    """New or corrected office; saved by ``registry.offices``."""

    districts = DistrictChoice(
        District.objects.none(),
        label="Wilayah kerja",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Hanya untuk UPT. Satu kecamatan dilayani satu UPT.",
    )

    class Meta:
        model = Office
        fields = ("name", "code", "kind", "parent", "address")
        help_texts = {
            "code": "Singkatan yang tetap, misalnya UPT-MANDAU; dipakai di REST dan impor.",
            "kind": "UPT menjangkau kecamatannya saja, jenis lain seluruh kabupaten.",
            "parent": "Kantor yang membawahi kantor ini; kosong hanya untuk dinas.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places = District.objects.valid_on(today()).select_related("office_link__office")
        self.fields["districts"].queryset = places
        self.fields["parent"].queryset = Office.objects.filter(is_active=True)
        self.fields["parent"].empty_label = "Tanpa induk"
        self.fields["districts"].own = self.instance.pk
        if self.instance.pk:
            held = self.instance.district_links.values_list("district", flat=True)
            self.initial["districts"] = list(held)

    def saved_value(self, current: Office, name: str):
        if name == "districts":
            return current.districts.all()
        return super().saved_value(current, name)
