"""Finding a cooperative by a name as people remember it: `koprasi tani maju` finds Tani Maju.

First the words as typed, anywhere in the name, by the trigram index; only when no name holds them
all, the most similar names, best first and at most ``CLOSEST`` of them, so that a common word can
not make the search slow.
"""

import re
from difflib import SequenceMatcher

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, F, Func, Q, QuerySet

CLOSEST = 50
SURE = 0.78


def fold_name(text: str) -> str:
    """The searchable form of a name, as the column ``search_name`` has it.

    >>> fold_name("K.U.D.  Tani-Maju")
    'kud tani maju'
    """
    text = re.sub(r"\b([^\W\d_])\.", r"\1", text.lower())
    return re.sub(r"[\W_]+", " ", text).strip()


def words_of(text: str) -> list[str]:
    """The folded words; a misspelt "koperasi" is read as the word it must be."""
    return [_cooperative(word) for word in fold_name(text).split()]


def _cooperative(word: str) -> str:
    likeness = SequenceMatcher(None, word, "koperasi").ratio()
    return "koperasi" if len(word) > 4 and likeness >= SURE else word


def holding(text: str, column: str = "search_name") -> Q:
    """Names that hold every word; a text with digits may also be a deed number or a NIK."""
    match = Q()
    for word in words_of(text):
        match &= Q(**{f"{column}__contains": word})
    if any(character.isdigit() for character in text):
        match |= Q(deed_number__icontains=text.strip()) | Q(nik_koperasi=text.strip())
    return match


class _Among(Func):
    """``id = ANY(array)``: unlike ``IN (SELECT …)`` an index serves it beside other conditions."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()
    conditional = True


def merged_from(rows: QuerySet, condition: Q) -> Q:
    """Rows into which one was merged that meets ``condition``: they stand for it."""
    merged = rows.model._base_manager.filter(condition, merged_into__isnull=False)
    return Q(_Among(F("pk"), ArraySubquery(merged.order_by().values("merged_into"))))


def formerly(rows: QuerySet, text: str) -> Q:
    """Rows one of whose former names holds every word of ``text``."""
    details = rows.model._meta.get_field("former_details").related_model
    match = Q(field="name")
    for word in words_of(text):
        match &= Q(value__icontains=word)
    named = details._base_manager.filter(match).order_by().values("cooperative")
    return Q(_Among(F("pk"), ArraySubquery(named)))


def search(rows: QuerySet, text: str, column: str = "search_name") -> QuerySet:
    """``rows`` that match ``text`` in ``column``, or into which a row was merged that does, or,
    where the names of today are asked, that were called so before.

    If only similar names were found the result has ``is_approximate`` set and is ordered by
    likeness.
    """
    if not words_of(text):
        return rows
    match = holding(text, column) | merged_from(rows, holding(text))
    if column == "search_name":
        match |= formerly(rows, text)
    exact = rows.filter(match)
    if exact.exists():
        return exact
    found = similar(rows, text, column)
    found.is_approximate = True
    return found


def similar(rows: QuerySet, text: str, column: str = "search_name") -> QuerySet:
    """At most CLOSEST rows whose name is like ``text``, most alike first."""
    folded = " ".join(words_of(text))
    closest = list(
        rows.filter(**{f"{column}__trigram_word_similar": folded})
        .annotate(likeness=TrigramWordSimilarity(folded, column))
        .order_by("-likeness", column, "id")
        .values_list("id", flat=True)[:CLOSEST]
    )
    return (
        rows.filter(id__in=closest)
        .annotate(likeness=TrigramWordSimilarity(folded, column))
        .order_by("-likeness", column, "id")
    )


SPELT_OUT = {
    "ksp": "simpan pinjam",
    "ksu": "serba usaha",
    "kud": "unit desa",
    "kpri": "pegawai republik indonesia",
    "kopkar": "karyawan",
    "kopwan": "wanita",
    "koptan": "tani",
    "kopontren": "pondok pesantren",
    "kspps": "simpan pinjam pembiayaan syariah",
    "kopnel": "nelayan",
    "koppas": "pasar",
    "kopbun": "perkebunan",
    "kopang": "angkutan",
    "primkopad": "primer angkatan darat",
    "ri": "republik indonesia",
}
NOISE = {"koperasi", "kop", "koprasi"}


def core_name(text: str) -> str:
    """The name without what lists spell differently: ``KSU X`` is ``Koperasi Serba Usaha X``."""
    words = [SPELT_OUT.get(word, word) for word in fold_name(text).split() if word not in NOISE]
    return " ".join(words)


def deed_key(number: str) -> str:
    """A deed number without separators and case, as the column ``deed_key`` has it."""
    return re.sub(r"[\W_]+", "", number.upper())
