"""What a cooperative was, until a day: kept at a real change, or found in old papers."""

from datetime import date, timedelta
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone

from bengkalis.values import format_date
from registry.enums import DatedField
from registry.models import Cooperative, District, FormerDetail, Village

ONE_DAY = timedelta(days=1)
PLACES = {DatedField.DISTRICT: District, DatedField.VILLAGE: Village}


def keep(current: Cooperative, changed: list[str], since: date | None, basis: str, by=None) -> None:
    """Keep the dated values that ``changed`` replaces as having held until the day before
    ``since``. Call under the lock of ``current``, the row as it still stands.

    Raises ValidationError, by ``effective_from`` and ``basis``.
    """
    if since is None:
        raise ValidationError({"effective_from": "Isi tanggalnya bila dasar perubahan diisi."})
    dated = [name for name in DatedField.values if name in changed]
    if not dated:
        names = ", ".join(label.lower() for label in DatedField.labels)
        raise ValidationError(
            {"effective_from": f"Tidak ada perubahan bertanggal; yang bertanggal: {names}."}
        )
    for name in dated:
        _write(current, name, stored(current, name), since, basis, by)


def _write(cooperative, name: str, value: str, since: date, basis: str, by) -> None:
    later = cooperative.former_details.filter(field=name, until__gte=since - ONE_DAY).first()
    if later is not None:
        raise ValidationError(
            {
                "effective_from": f"{DatedField(name).label} sudah tercatat berubah sesudah "
                f"{format_date(later.until)}; tanggalnya harus lebih kemudian."
            }
        )
    detail = FormerDetail(
        cooperative=cooperative,
        field=name,
        value=value,
        until=since - ONE_DAY,
        basis=basis.strip(),
        recorded_by=by,
    )
    try:
        judge(detail)
    except ValidationError as error:
        names = {"until": "effective_from"}
        raise ValidationError(
            {names.get(key, key): text for key, text in error.message_dict.items()}
        ) from error
    detail.save()


def judge(detail: FormerDetail) -> None:
    """``full_clean()``, and that the value is over: today belongs to the register itself.

    Raises ValidationError by field.
    """
    if detail.until is not None and detail.until >= timezone.localdate():
        raise ValidationError({"until": "Perubahan itu belum berlaku; tanggalnya belum tiba."})
    detail.full_clean()


def stored(cooperative: Cooperative, name: str) -> str:
    """A dated value as history keeps it: text, code, or the Kemendagri code of a place."""
    value = getattr(cooperative, name)
    return "" if value is None else getattr(value, "kemendagri_code", value)


def understand(name: str, text: str) -> str:
    """``text`` as history keeps it: a label or code becomes the code. Raises ValidationError."""
    text = " ".join(text.split())
    if not text or name in {DatedField.NAME, DatedField.ADDRESS}:
        return text
    known = _known(name)
    found = {
        code for code, label in known if text.casefold() in (code.casefold(), label.casefold())
    }
    if len(found) == 1:
        return found.pop()
    if found:
        raise ValidationError(f"Ada beberapa “{text}”; tulis kodenya: {', '.join(sorted(found))}.")
    some = ", ".join(label for _, label in known[:12])
    more = ", …" if len(known) > 12 else ""
    raise ValidationError(f"Ditemukan “{text[:40]}”, diharapkan salah satu dari: {some}{more}.")


def choices(name: str) -> list:
    """What a dated value may have been, as options of a select; empty where it is free text.

    Desa and kelurahan come in groups, one per kecamatan.
    """
    if name == DatedField.VILLAGE:
        groups: dict[str, list] = {}
        for one in Village.objects.select_related("district"):
            groups.setdefault(one.district.name, []).append((one.kemendagri_code, one.name))
        return list(groups.items())
    if name in {DatedField.NAME, DatedField.ADDRESS}:
        return []
    return _known(name)


def _known(name: str) -> list[tuple[str, str]]:
    if name in PLACES:
        return list(PLACES[name].objects.values_list("kemendagri_code", "name"))
    return list(Cooperative._meta.get_field(name).choices)


class Words:
    """Stored values as the office reads them; places are looked up once."""

    def say(self, name: str, value: str) -> str:
        """``value`` of the dated field ``name`` in words; an unknown code stays a code."""
        if name in PLACES:
            return self._places.get(value, value)
        choices = dict(Cooperative._meta.get_field(name).choices or ())
        return str(choices.get(value, value))

    @cached_property
    def _places(self) -> dict[str, str]:
        villages = Village.objects.values_list("kemendagri_code", "name")
        return dict(District.objects.values_list("kemendagri_code", "name")) | dict(villages)
