"""The public home, the work list, the index of settings."""

from datetime import date

import pytest
from django.urls import reverse

from registry.entry import set_officers
from registry.filters import CooperativeFilter
from registry.models import Cooperative, Finding, ImportBatch, Village
from registry.tests.spotless import spotless

POSTS = "Jabatan dan pejabat"


def whole(make_cooperative, name, district="Mandau", **fields):
    """A cooperative that lacks nothing."""
    village = Village.objects.filter(district__name=district).first()
    cooperative = make_cooperative(
        name, district, **{"village": village, "deed_date": date(2001, 2, 3), **fields}
    )
    set_officers(cooperative, {"ketua": ["Hamdan Rahasia"]})
    return cooperative


def batch(filename="daftar.xlsx", state="staged"):
    return ImportBatch.objects.create(
        kind="cooperatives", filename=filename, sha256="0" * 64, state=state
    )


def test_the_public_home_shows_the_figures_and_no_name(client, make_cooperative):
    whole(make_cooperative, "Koperasi Rahasia", status="aktif", phone="081234567890")
    whole(make_cooperative, "Koperasi Sunyi", district="Rupat", status="tidak_aktif")
    page = client.get(reverse("home"))
    assert page.context["figures"] == {"total": 2, "active": 1, "districts": 2, "examples": 0}
    text = page.content.decode()
    assert reverse("statistics-home") in text
    assert f'action="{reverse("cooperatives")}"' in text
    for secret in ("Rahasia", "0812", "Hamdan", "CONTOH"):
        assert secret not in text


def test_the_public_home_asks_the_register_once(
    client, make_cooperative, django_assert_num_queries
):
    for name in ("Satu", "Dua", "Tiga"):
        make_cooperative(name)
    with django_assert_num_queries(1):
        client.get(reverse("home"))


def test_the_public_home_says_that_examples_are_examples(client, make_cooperative):
    make_cooperative(is_demo=True)
    assert "CONTOH" in client.get(reverse("home")).content.decode()


def test_an_empty_register_says_what_will_be_here(client, db):
    assert "Register belum terisi" in client.get(reverse("home")).content.decode()


@pytest.mark.parametrize("name", ["home-staff", "settings"])
def test_a_stranger_is_sent_to_the_sign_in(client, db, name):
    assert client.get(reverse(name))["Location"].startswith(reverse("sign-in"))


def test_the_work_list_counts_only_ones_own_reach(sign_in, cast, make_cooperative):
    make_cooperative("Duri", "Mandau", status="aktif")
    make_cooperative("Tanjung", "Rupat", status="aktif")
    page = sign_in(cast.upt_mandau).get(reverse("home-staff"))
    counts = {row["code"]: row["count"] for row in page.context["statuses"]}
    assert (counts["aktif"], page.context["total"]) == (1, 1)
    text = page.content.decode()
    assert f"{reverse('cooperatives')}?status=aktif" in text
    assert "Kecamatan Mandau" in text
    assert "Rupat" not in text


def test_the_work_list_counts_what_is_to_be_mended(sign_in, cast, make_cooperative):
    spotless(make_cooperative, "Lengkap")
    spotless(make_cooperative, "Proklamasi", deed_date=date(1945, 8, 17))
    make_cooperative("Bubar", "Mandau", status="dibubarkan")
    make_cooperative("Kosong", "Rupat")
    page = sign_in(cast.upt_mandau).get(reverse("home-staff"))
    counts = {row["rule"].code: row["count"] for row in page.context["findings"]}
    assert counts == {"placeholder_deed_date": 1}
    assert reverse("quality-rule", args=["placeholder_deed_date"]) in page.content.decode()


@pytest.mark.parametrize("rule", ["no_village", "placeholder_deed_date", "no_officers"])
def test_the_filter_finds_exactly_the_rows_of_the_work_list(make_cooperative, rule):
    spotless(make_cooperative, "Lengkap")
    make_cooperative("Kosong")
    spotless(make_cooperative, "Proklamasi", deed_date=date(1945, 8, 17))
    filtered = CooperativeFilter({"finding": rule}, queryset=Cooperative.objects.all())
    assert filtered.is_valid()
    wanted = Finding.objects.open().filter(rule=rule).values_list("cooperative", flat=True)
    assert set(filtered.qs.values_list("pk", flat=True)) == set(wanted) != set()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_work_list_costs_the_same_for_one_and_for_three(
    sign_in, cast, make_cooperative, django_assert_num_queries, rows
):
    for number in range(rows):
        make_cooperative(f"Koperasi {number}")
        batch(f"daftar {number}.xlsx")
    client = sign_in(cast.registrar)
    client.get(reverse("home-staff"))
    # session, user, appointments, their kecamatan, checked today, statuses, findings, batches,
    # visits to make, open cases, steps after coaching, papers to sign
    with django_assert_num_queries(12):
        client.get(reverse("home-staff"))


def test_staged_workbooks_wait_for_who_may_import(sign_in, cast):
    batch("tunggu.xlsx")
    batch("sudah.xlsx", state="discarded")
    page = sign_in(cast.registrar).get(reverse("home-staff")).content.decode()
    assert "tunggu.xlsx" in page
    assert "sudah.xlsx" not in page


@pytest.mark.parametrize("who", ["verifier", "upt_mandau", "admin"])
def test_nobody_else_sees_them(sign_in, cast, who):
    batch("tunggu.xlsx")
    page = sign_in(getattr(cast, who)).get(reverse("home-staff")).content.decode()
    assert "tunggu.xlsx" not in page
    assert reverse("imports") not in page


def test_shortcuts_are_what_one_may_do(sign_in, cast):
    registrar = sign_in(cast.registrar).get(reverse("home-staff")).content.decode()
    assert reverse("cooperative-new") in registrar
    assert reverse("person-new") not in registrar
    admin = sign_in(cast.admin).get(reverse("home-staff")).content.decode()
    assert reverse("person-new") in admin
    assert reverse("cooperative-new") not in admin


def test_a_person_without_appointment_sees_what_to_do_and_no_figure(
    sign_in, cast, make_cooperative
):
    make_cooperative("Koperasi Rahasia")
    page = sign_in(cast.stranger).get(reverse("home-staff"))
    assert "Anda belum punya penugasan hari ini" in page.content.decode()
    assert page.context["total"] == 0
    assert not page.context["sees_register"]


def test_the_settings_show_only_what_may_be_opened(sign_in, cast):
    admin = sign_in(cast.admin).get(reverse("settings")).context["entries"]
    verifier = sign_in(cast.verifier).get(reverse("settings")).context["entries"]
    nobody = sign_in(cast.stranger).get(reverse("settings")).context["entries"]
    labels = [[entry["label"] for entry in entries] for entries in (admin, verifier, nobody)]
    assert labels == [
        ["Kantor", POSTS, "Pengguna", "Token REST", "Aturan bertanggal", "Kata sandi"],
        ["Kantor", POSTS, "Token REST", "Aturan bertanggal", "Kata sandi"],
        ["Aturan bertanggal", "Kata sandi"],
    ]
