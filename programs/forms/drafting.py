"""The form of drafting a year from the year before: one small form for each former row."""

import json
from collections import Counter
from hashlib import sha256

from django import forms

from bengkalis.forms import RupiahField
from bengkalis.templatetags.ui import rupiah
from bengkalis.values import counted
from programs.drafting import Former, Share
from programs.models import PlanRow

UNDECIDED, STOPPED = "Belum diputuskan", "henti"
MOST = 12


class CarryForm(forms.Form):
    """Where one former row goes: one code, several with an amount each, or nowhere.

    ``parts`` is how many codes can be typed; "Pecah" makes it one more.
    """

    parts = forms.IntegerField(min_value=1, max_value=MOST, widget=forms.HiddenInput)

    def __init__(self, *args, former: Former, about: str, more: bool = False, **kwargs):
        super().__init__(*args, prefix=str(former.row.uid), initial={"parts": 1}, **kwargs)
        self.former, self.about = former, about
        self.by_code = {item.code: item for item in former.targets}
        self.most = min(MOST, len(former.targets))
        self.count = min(self._parts() + more, max(self.most, 1))
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("parts")] = self.count
        for place in range(self.count):
            self._add_part(place)

    def _parts(self) -> int:
        typed = counted(str(self.data.get(self.add_prefix("parts"), "1")))
        return typed if typed in range(1, MOST + 1) else 1

    def _add_part(self, place: int) -> None:
        nothing = [("", UNDECIDED), (STOPPED, "Tidak dilanjutkan")] if place == 0 else [("", "–")]
        codes = [(item.code, str(item)) for item in self.former.targets]
        about = f"{self.about} bagian {place + 1}" if self.count > 1 else self.about
        self.fields[f"code_{place}"] = forms.ChoiceField(
            label=f"{about} dilanjutkan ke",
            choices=nothing + codes,
            required=False,
            initial=self._same_code() if place == 0 else "",
        )
        self.fields[f"pagu_{place}"] = RupiahField(label=f"Pagu {about}", required=False)

    def _same_code(self) -> str:
        """Under one nomenclature a row goes on under its own code, until decided otherwise."""
        code = self.former.row.item.code
        return code if self.former.row.item in self.former.targets else ""

    @property
    def typed(self) -> list[tuple]:
        """Bound fields of each part: code and pagu."""
        return [(self[f"code_{place}"], self[f"pagu_{place}"]) for place in range(self.count)]

    @property
    def may_split(self) -> bool:
        return self.count < self.most

    @property
    def is_stopped(self) -> bool:
        return self.is_valid() and self.cleaned_data.get("code_0") == STOPPED

    def clean(self) -> dict:
        data, chosen = super().clean(), {}
        for place in range(self.count):
            code, pagu = data.get(f"code_{place}"), data.get(f"pagu_{place}")
            if code in self.by_code:
                self._demand_once(place, code, chosen)
                chosen[place] = code
            elif pagu is not None and f"code_{place}" not in self.errors:
                self.add_error(f"code_{place}", "Ada pagu tanpa kode; pilih kodenya.")
            if pagu is not None and pagu < 0:
                self.add_error(f"pagu_{place}", "Pagu tidak mungkin negatif.")
        self._demand_amounts(chosen, data)
        return data

    def _demand_once(self, place: int, code: str, chosen: dict[int, str]) -> None:
        if code in chosen.values():
            self.add_error(f"code_{place}", f"{code} sudah dipilih pada bagian lain.")

    def _demand_amounts(self, chosen: dict[int, str], data: dict) -> None:
        """One code may take the whole pagu; of several, each has an amount of its own."""
        if chosen and data.get("code_0") == STOPPED:
            self.add_error("code_0", "Pilih tidak dilanjutkan, atau kode; tidak keduanya.")
        for place in chosen if len(chosen) > 1 else ():
            name = f"pagu_{place}"
            if data.get(name) is None and name not in self.errors:
                whole = rupiah(self.former.row.pagu)
                self.add_error(name, f"Ketik pagu bagian ini; pagu lama seluruhnya {whole}.")

    def shares(self) -> list[Share]:
        """What goes where, of a valid form."""
        found, row = [], self.former.row
        for place in range(self.count):
            item = self.by_code.get(self.cleaned_data[f"code_{place}"])
            if item is not None:
                pagu = self.cleaned_data[f"pagu_{place}"]
                found.append(Share(row, item, row.pagu if pagu is None else pagu))
        return found


class CarryForms:
    """A form for each former row; ``more`` is the uid of the one that gets a part more."""

    def __init__(self, data, formers: list[Former], more: str = ""):
        self.is_bound = data is not None
        codes = Counter(former.row.item_id for former in formers)
        self.forms = [
            CarryForm(
                data,
                former=former,
                about=_about(former.row, codes[former.row.item_id] > 1),
                more=str(former.row.uid) == more,
            )
            for former in formers
        ]

    def __iter__(self):
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.forms)

    def shares(self) -> list[Share]:
        """What goes where, of valid forms."""
        return [share for form in self.forms for share in form.shares()]


def _about(row: PlanRow, with_office: bool) -> str:
    """How labels name a row: its code, and its office where several have the same code."""
    office = row.office.code if row.office else "tanpa penanggung jawab"
    return f"{row.item.code} ({office})" if with_office else row.item.code


def fingerprint(shares: list[Share]) -> str:
    """Tells whether what is to be saved is what was looked at."""
    told = [[str(one.row.uid), one.item.code, f"{one.pagu:.2f}"] for one in shares]
    return sha256(json.dumps(told).encode()).hexdigest()
