"""What the components promise the pages that use them."""

import datetime
import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string

from bengkalis.templatetags import ui

NBSP = "\u00a0"


class DeedForm(forms.Form):
    number = forms.CharField(label="Nomor akta", help_text="Seperti pada akta.")
    signed_on = forms.DateField(
        label="Tanggal akta", input_formats=["%d-%m-%Y"], widget=forms.TextInput
    )
    capital = forms.DecimalField(label="Modal", required=False, widget=forms.TextInput)
    pattern = forms.ChoiceField(
        label="Pola", choices=[("k", "Konvensional"), ("s", "Syariah")], widget=forms.RadioSelect
    )

    def clean(self):
        if self.data.get("number") == "0":
            raise forms.ValidationError("Akta ini sudah dipakai koperasi lain.")


GOOD = {"number": "12", "signed_on": "31-12-2019", "capital": "1250000", "pattern": "k"}


def render(source, query="", **context):
    request = SimpleNamespace(GET=QueryDict(query), request_id="abc123", user=None)
    return Template(source).render(Context({"request": request, **context}))


# --- formats -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234567, "1.234.567"),
        (Decimal("1234567.89"), "1.234.567,89"),
        (0.5, "0,5"),
        (0, "0"),
        (-1200, "-1.200"),
        (None, ""),
    ],
)
def test_numbers_are_written_with_indonesian_separators(value, shown):
    assert ui.number(value) == shown


def test_the_number_of_decimals_can_be_fixed():
    assert ui.number(Decimal("12.5"), 2) == "12,50"
    assert ui.number(40.41, 1) == "40,4"


def test_what_is_no_number_is_never_shown_as_one():
    with pytest.raises(ArithmeticError):
        ui.number("1.500.000")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234567, f"Rp{NBSP}1.234.567"),
        (Decimal("1234567.00"), f"Rp{NBSP}1.234.567"),
        (Decimal("0.50"), f"Rp{NBSP}0,50"),
        (-5000, f"-Rp{NBSP}5.000"),
        (0, f"Rp{NBSP}0"),
        ("", ""),
    ],
)
def test_rupiah_shows_sen_only_where_there_are_some(value, shown):
    assert ui.rupiah(value) == shown


def test_dates_are_written_in_words_and_in_figures():
    day = datetime.date(2019, 12, 31)
    assert ui.tanggal(day) == "31 Desember 2019"
    assert ui.tanggal_pendek(day) == "31-12-2019"
    assert ui.tanggal(None) == ui.tanggal_pendek("") == ""


def test_a_moment_is_shown_in_the_time_of_the_office_and_may_fall_on_the_next_day():
    evening = datetime.datetime(2019, 12, 31, 18, 5, tzinfo=datetime.UTC)
    assert ui.waktu(evening) == "01-01-2020 01.05"
    assert ui.tanggal(evening) == "1 Januari 2020"
    assert ui.jam(evening) == "01.05"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("082112345993", "0821-••••-•993"),
        ("+62 821-1234-5993", "0821-••••-•993"),
        ("0766 21234", "0766-••••-•"),
        ("0766212345", "0766-••••-•5"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_masked_phone_number_hides_at_least_five_digits(phone, shown):
    assert ui.mask_phone(phone) == shown


def test_nothing_is_a_dash_that_is_also_spoken_but_zero_is_a_value():
    assert "tidak diisi" in ui.dash(None)
    assert "tidak diisi" in ui.dash("")
    assert ui.dash(0) == 0


# --- words with a shape ------------------------------------------------------------------------


def test_every_status_differs_in_word_and_in_shape_not_only_in_colour():
    words = [word for word, _, _ in ui.STATUSES.values()]
    shapes = [shape for _, _, shape in ui.STATUSES.values()]
    assert len(set(words)) == len(set(shapes)) == 5
    assert ui.status("beku") == '<span class="badge badge--info badge--bars">Dibekukan</span>'


@pytest.mark.parametrize(
    "source",
    [
        '{% status "aktif" colour="red" %}',
        '{% status "hidup" %}',
        '{% badge "Baru" "pink" %}',
        '{% icon "unicorn" %}',
        '{% button "Simpan" onclick="x" %}',
        '{% button "Simpan" kind="huge" %}',
        "{% field form.number placeholder='x' %}",
        "{% field form.number parse='nik' %}",
        '{% callout "loud" %}x{% endcallout %}',
        '{% empty_state "Kosong" icon="x" %}x{% endempty_state %}',
        "{% pager page=2 %}",
        '{% sort_head "Nama" "name" width=3 %}',
    ],
)
def test_components_refuse_attributes_and_values_that_they_do_not_know(source):
    with pytest.raises(TemplateSyntaxError):
        render(source, form=DeedForm())


@pytest.mark.parametrize(
    "source",
    [
        "{% badge word %}",
        '{% fact "Alamat" word %}',
        '{% stat "Nama" word unit=word note=word %}',
        "{% callout title=word %}x{% endcallout %}",
        "{% empty_state word %}x{% endempty_state %}",
        "{% table_frame word %}x{% endtable_frame %}",
        "{% timeline events %}",
        "{% button word %}",
        "{% breadcrumbs word word word %}",
        "{% chips items %}",
    ],
)
def test_what_people_typed_is_never_markup(source):
    evil = '<b title="x">'
    page = render(
        source,
        word=evil,
        events=[{"title": evil, "text": evil}],
        items=[{"label": evil, "value": evil, "url": "?"}],
    )
    assert "&lt;b title=&quot;x&quot;&gt;" in page
    assert evil not in page


def test_markup_inside_a_block_component_stays_markup():
    assert "<a href='/x/'>" in render("{% callout %}<a href='/x/'>lihat</a>{% endcallout %}")
    page = render('{% fact_block "Surel" %}<a href="/x/">x</a>{% endfact_block %}')
    assert '<dd><a href="/x/">x</a></dd>' in page
    assert "tidak diisi" in render('{% fact_block "Surel" %} {% endfact_block %}')


def test_every_icon_that_is_promised_is_in_the_sprite_and_the_other_way_round():
    sprite = Path(settings.BASE_DIR, "static/img/icons.svg").read_text()
    drawn = {part.split('"')[0] for part in sprite.split('id="')[1:]}
    assert drawn == ui.ICONS


# --- forms -------------------------------------------------------------------------------------


def test_a_field_ties_its_help_its_error_and_its_echo_to_the_input():
    form = DeedForm({})
    page = render('{% field form.signed_on help="Contoh" parse="date" %}', form=form)
    ids = "id_signed_on_helptext id_signed_on_error id_signed_on_understood"
    assert f'aria-describedby="{ids}"' in page
    assert all(f'id="{part}"' in page for part in ids.split())
    assert 'aria-invalid="true"' in page


def test_an_entry_that_was_understood_is_echoed_in_words():
    source = '{% field form.signed_on parse="date" %}{% field form.capital parse="rupiah" %}'
    page = render(source, form=DeedForm(GOOD))
    assert "data-understood>31 Desember 2019</output>" in page
    assert f"data-understood>Rp{NBSP}1.250.000</output>" in page


def test_an_entry_that_was_not_understood_is_not_echoed():
    page = render('{% field form.capital parse="rupiah" %}', form=DeedForm({"capital": "banyak"}))
    assert "data-understood></output>" in page


def test_a_stored_value_is_echoed_before_anything_is_typed():
    form = DeedForm(initial={"signed_on": datetime.date(1998, 8, 17)})
    assert "17 Agustus 1998</output>" in render(
        '{% field form.signed_on parse="date" %}', form=form
    )


def test_the_error_summary_links_each_error_to_its_field_even_to_a_group_of_choices():
    form = DeedForm({"number": "0", "signed_on": "kemarin"})
    page = render("{% error_summary form %}", form=form)
    assert "Ada 3 kesalahan" in page
    assert 'href="#id_signed_on"' in page
    assert 'href="#id_pattern_0"' in page
    assert 'id="id_pattern_0"' in render("{% field form.pattern %}", form=form)
    assert "Akta ini sudah dipakai koperasi lain." in page


def test_the_error_summary_takes_formsets_and_is_silent_without_errors():
    formset = forms.formset_factory(DeedForm)
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-MIN_NUM_FORMS": 0}
    page = render("{% error_summary form other %}", form=DeedForm(GOOD), other=formset(data))
    assert 'href="#id_form-0-number"' in page
    quiet = render("{% error_summary form other %}", form=DeedForm(GOOD), other=None)
    assert quiet.strip() == ""


def test_the_save_bar_says_how_many_errors_there_are_or_when_the_draft_was_kept():
    bad = render("{% save_bar form %}", form=DeedForm({**GOOD, "number": ""}))
    assert "ada 1 kesalahan" in bad
    at = datetime.datetime(2019, 12, 31, 3, 42, tzinfo=datetime.UTC)
    kept = render("{% save_bar form saved_at=at %}", form=DeedForm(), at=at)
    assert "draf tersimpan 10.42" in kept


def test_the_comparison_offers_both_versions_of_every_row_and_chooses_none_itself():
    rows = [{"name": "name", "label": "Nama", "mine": "A", "theirs": ""}]
    page = render("{% compare rows %}", rows=rows)
    assert page.count('name="choice-name"') == 2
    assert "checked" not in page
    assert "tidak diisi" in page
    chosen = render("{% compare rows %}", rows=[{**rows[0], "chosen": "theirs"}])
    assert chosen.count("checked") == 1


# --- tables ------------------------------------------------------------------------------------


def test_a_column_head_turns_its_own_order_around_and_keeps_the_filters():
    page = render('{% sort_head "Nama" "name" %}', query="status=aktif&ordering=name&cursor=x")
    assert 'href="?status=aktif&amp;ordering=-name"' in page
    assert 'aria-sort="ascending"' in page


def test_a_column_head_of_another_order_starts_ascending_and_claims_nothing():
    page = render('{% sort_head "Aset" "assets" numeric=True col="aset" %}', query="ordering=-name")
    assert 'href="?ordering=assets"' in page
    assert "aria-sort" not in page
    assert 'class="num"' in page


def test_the_order_without_a_query_is_marked_too():
    assert 'aria-sort="descending"' in render('{% sort_head "Nama" "name" default="-name" %}')


def test_the_pager_says_where_one_stands():
    page = render('{% pager first=51 last=100 total=1866 next="?c=2" noun="koperasi" %}')
    assert "<b>51–100</b> dari 1.866 koperasi" in page
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page


def test_a_capped_count_is_not_passed_off_as_exact():
    assert "lebih dari 1.000 koperasi" in render(
        '{% pager total=1000 capped=True noun="koperasi" %}'
    )


def test_an_empty_list_has_a_count_of_zero():
    assert "0 koperasi" in render('{% pager total=0 noun="koperasi" %}')


def test_a_chip_says_what_is_set_and_where_it_is_not():
    items = [{"label": "Status", "value": "Aktif", "url": "?desa=1"}]
    page = render('{% chips items clear_url="?" %}', items=items)
    assert 'href="?desa=1"' in page
    assert "Lepas saringan" in page
    assert "Lepas semua" in page
    assert render("{% chips items %}", items=[]).strip() == ""


def test_progress_of_nothing_is_zero_and_not_a_crash():
    assert "0 % · 0 dari 0" in render('{% progress 0 0 "Membaca" %}')


def test_history_without_a_date_says_so():
    page = render("{% timeline events %}", events=[{"title": "Dibekukan", "status": "beku"}])
    assert "Tanggal tidak diketahui" in page
    assert "badge--bars" in page


# --- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["400", "500", "503"])
def test_pages_for_the_worst_case_need_no_context_and_no_static_manifest(code, settings):
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "no.such.storage"}}
    page = render_to_string(f"errors/{code}.html")
    assert "/static/css/base.css" in page
    assert "abc123" in render_to_string(f"errors/{code}.html", {"request_id": "abc123"})


def test_no_template_carries_inline_script_or_style():
    """The content policy would block them without a word to the author."""
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        source = path.read_text()
        assert " style=" not in source, path
        assert "<style" not in source, path
        assert " onclick=" not in source, path
        assert not re.search(r"<script(?![^>]*\bsrc=)", source), path
