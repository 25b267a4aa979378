"""What a person typed survives a closed tab, and is theirs alone."""

import pytest
from django.db import connection
from django.urls import reverse

from registry import drafts
from registry.models import Cooperative, District, FormDraft

NEW = "/koperasi/baru/"
KEEP = "/draf/koperasi-baru/"


def keep_url(cooperative) -> str:
    return reverse("draft", args=["koperasi", cooperative.uid])


def edit_url(cooperative) -> str:
    return reverse("cooperative-edit", args=[cooperative.uid])


def text_of(response) -> str:
    return response.content.decode()


def test_what_is_typed_is_kept_offered_and_taken_up_again(cast, sign_in):
    client = sign_in(cast.registrar)
    typed = {"name": "Koperasi Setengah", "deed_date": "31 Des", "rat-assets": "1.5"}
    assert client.post(KEEP, typed | {"pengurus-ketua": "Siti"}).status_code == 204
    page = text_of(client.get(NEW))
    assert "Ada isian yang belum disimpan" in page
    assert "Koperasi Setengah" not in page
    assert "data-draft-url" not in page  # the draft that is offered is not overwritten
    page = text_of(client.get(NEW, {"draf": "pakai"}))
    for value in ("Koperasi Setengah", "31 Des", "1.5", "Siti"):
        assert f'value="{value}"' in page
    assert f'data-draft-url="{KEEP}"' in page


def test_the_last_thing_typed_is_what_is_kept(cast, sign_in):
    client = sign_in(cast.registrar)
    for name in ("Koperasi A", "Koperasi B"):
        client.post(KEEP, {"name": name})
    assert FormDraft.objects.get().content["name"] == ["Koperasi B"]


def test_a_draft_is_sealed_in_the_database(cast, sign_in):
    sign_in(cast.registrar).post(KEEP, {"name": "Koperasi Rahasia", "csrfmiddlewaretoken": "x"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM registry_formdraft")
        stored = bytes(cursor.fetchone()[0])
    assert b"Rahasia" not in stored
    assert "csrfmiddlewaretoken" not in FormDraft.objects.get().content


def test_a_draft_is_one_s_own(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    sign_in(cast.upt_mandau).post(keep_url(cooperative), {"name": "Diketik UPT", "version": 1})
    page = text_of(sign_in(cast.registrar).get(edit_url(cooperative), {"draf": "pakai"}))
    assert "Diketik UPT" not in page
    assert drafts.find(cast.registrar, "koperasi", cooperative.uid) is None


def test_saving_forgets_the_draft(cast, sign_in):
    client = sign_in(cast.registrar)
    client.post(KEEP, {"name": "Koperasi Jadi"})
    client.post(
        NEW,
        {
            "name": "Koperasi Jadi",
            "district": District.objects.get(name="Bantan").pk,
            "status-status": "aktif",
            "status-reason": "Pencatatan pertama",
        },
    )
    assert Cooperative.objects.get().name == "Koperasi Jadi"
    assert not FormDraft.objects.exists()


def test_correcting_forgets_the_draft_of_that_cooperative_only(cast, sign_in, make_cooperative):
    one, other = make_cooperative("Koperasi A"), make_cooperative("Koperasi B")
    client = sign_in(cast.registrar)
    for cooperative in (one, other):
        client.post(keep_url(cooperative), {"name": "draf", "version": 1})
    form = client.get(edit_url(one)).context["form"]
    client.post(edit_url(one), {name: form[name].value() or "" for name in form.fields})
    assert FormDraft.objects.get().object_key == str(other.uid)


@pytest.mark.parametrize("method", ["post", "delete"])
def test_a_draft_can_be_thrown_away(cast, sign_in, method):
    client = sign_in(cast.registrar)
    client.post(KEEP, {"name": "Koperasi Setengah"})
    response = client.delete(KEEP) if method == "delete" else client.post(KEEP, {"buang": "1"})
    assert response.status_code == (204 if method == "delete" else 302)
    assert not FormDraft.objects.exists()


def test_a_draft_is_kept_without_javascript(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    client = sign_in(cast.registrar)
    data = {"name": "Belum selesai", "version": cooperative.version, "simpan-draf": "1"}
    page = text_of(client.post(edit_url(cooperative), data, follow=True))
    assert "Belum selesai" in page
    assert "Belum masuk register." in page
    cooperative.refresh_from_db()
    assert cooperative.name == "Koperasi Tani Maju"


def test_a_draft_of_an_older_version_says_so_and_ends_in_a_comparison(
    cast, sign_in, make_cooperative
):
    cooperative = make_cooperative()
    client = sign_in(cast.registrar)
    form = client.get(edit_url(cooperative)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"name": "Dari draf"}
    client.post(keep_url(cooperative), data)
    cooperative.name = "Diubah orang lain"
    cooperative.save(update_fields=["name"])
    assert "versi yang lebih lama" in text_of(client.get(edit_url(cooperative)))
    page = client.get(edit_url(cooperative), {"draf": "pakai"})
    assert "Draf ini dari versi yang lebih lama" in text_of(page)
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    response = client.post(edit_url(cooperative), sent)
    assert response.status_code == 409
    assert {row["mine"] for row in response.context["rows"]} == {"Dari draf"}


def test_a_comparison_kept_as_draft_is_compared_again(cast, sign_in, make_cooperative):
    cooperative = make_cooperative()
    data = {"name": "Saya", "version": 5, "base": 1, "simpan-draf": "1"}
    sign_in(cast.registrar).post(edit_url(cooperative), data)
    assert FormDraft.objects.get().version == 1


def test_too_much_is_refused(cast, sign_in):
    response = sign_in(cast.registrar).post(KEEP, {"note": "x" * (drafts.LARGEST + 1)})
    assert response.status_code == 413
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(
    ("person", "code"), [("upt_mandau", 403), ("verifier", 403), ("stranger", 403)]
)
def test_who_may_not_enter_keeps_no_draft(cast, sign_in, person, code):
    assert sign_in(getattr(cast, person)).post(KEEP, {"name": "x"}).status_code == code
    assert not FormDraft.objects.exists()


def test_who_may_not_correct_keeps_no_draft(cast, sign_in, make_cooperative):
    cooperative = make_cooperative(district="Mandau")
    assert sign_in(cast.upt_rupat).post(keep_url(cooperative), {"name": "x"}).status_code == 404
    assert sign_in(cast.verifier).post(keep_url(cooperative), {"name": "x"}).status_code == 403
    assert not FormDraft.objects.exists()


def test_a_signed_out_autosave_is_a_redirect_that_the_page_takes_for_not_kept(client, db):
    assert client.post(KEEP, {"name": "x"}).status_code == 302
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize("url", ["/draf/lain/", "/draf/koperasi/"])
def test_an_unknown_form_has_no_draft(cast, sign_in, url):
    assert sign_in(cast.registrar).post(url, {"name": "x"}).status_code == 404
