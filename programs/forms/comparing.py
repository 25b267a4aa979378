"""Which two years are held against each other."""

from django import forms


class YearsForm(forms.Form):
    """Two different years that have a plan."""

    tahun = forms.TypedChoiceField(label="Tahun", coerce=int)
    dengan = forms.TypedChoiceField(label="Dengan tahun", coerce=int)

    def __init__(self, *args, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("tahun", "dengan"):
            self.fields[name].choices = [(year, str(year)) for year in years]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("tahun") and data["tahun"] == data.get("dengan"):
            self.add_error("dengan", "Pilih dua tahun yang berbeda.")
        return data
