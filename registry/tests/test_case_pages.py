"""The pages of tasks, visits, usulan status and dissolution cases: what they do, for whom."""

from datetime import timedelta

import pytest
from django.urls import reverse

from registry import dissolution
from registry.models import BoardMember, DissolutionCase, FieldVisit, Task
from registry.models.people import today
from registry.visits import open_task, record_visit

VISIT = {"found": "berjalan", "has_board": "ya", "met_with": "Ketua", "result": "Kantor buka."}


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def in_mandau(make_cooperative):
    return make_cooperative("Koperasi Duri Jaya", district="Mandau", deed_number="1/BH/2001")


@pytest.fixture
def in_rupat(make_cooperative):
    return make_cooperative("Koperasi Rupat Bahari", district="Rupat", deed_number="2/BH/2001")


def give(cooperative, **fields) -> Task:
    return open_task(cooperative, **({"kind": "keberadaan", "reason": "Memastikan"} | fields))


def visit_to(cooperative) -> FieldVisit:
    visit = FieldVisit(cooperative=cooperative, visited_on=today(), found="berhenti", result="Sepi")
    return record_visit(visit)[0]


# --- visits ------------------------------------------------------------------------------------


def test_the_upt_records_a_visit_and_the_task_is_done(cast, sign_in, in_mandau):
    task = give(in_mandau)
    client, url = sign_in(cast.upt_mandau), reverse("visit-new", args=[in_mandau.uid])
    form = client.get(url, {"tugas": task.uid}).context["form"]
    assert form["tasks"].value() == [str(task.uid)]
    data = VISIT | {"visited_on": f"{today():%d-%m-%Y}", "tasks": [str(task.uid)]}
    page = client.post(url, data, follow=True)
    visit = FieldVisit.objects.get()
    assert "Kunjungan tersimpan. 1 tugas selesai." in text_of(page)
    assert (visit.has_board, visit.recorded_by) == (True, cast.upt_mandau)
    task.refresh_from_db()
    assert task.visit == visit
    assert "Memastikan" in text_of(client.get(reverse("visit", args=[visit.uid])))


def test_the_same_form_sent_twice_is_one_visit(cast, sign_in, in_mandau):
    client, url = sign_in(cast.upt_mandau), reverse("visit-new", args=[in_mandau.uid])
    data = VISIT | {"visited_on": f"{today():%d-%m-%Y}", "uid": client.get(url).context["key"]}
    first, second = client.post(url, data), client.post(url, data)
    assert first["Location"] == second["Location"]
    assert FieldVisit.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"result": " "}, "Hasil kunjungan"),
        ({"found": "entah"}, "entah"),
        ({"visited_on": "31-02-2020"}, "tidak ada di kalender"),
        ({"visited_on": "1-1-2099"}, "belum tiba"),
        ({"tasks": ["6b1f7c8e-1111-4111-8111-111111111111"]}, "bukan milik koperasi ini"),
    ],
)
def test_a_visit_that_is_not_understood_is_not_saved(cast, sign_in, in_mandau, changes, sentence):
    url = reverse("visit-new", args=[in_mandau.uid])
    data = VISIT | {"visited_on": f"{today():%d-%m-%Y}"} | changes
    page = text_of(sign_in(cast.upt_mandau).post(url, data))
    assert sentence in page
    assert not FieldVisit.objects.exists()


def test_a_visit_is_corrected_and_a_stale_form_shows_both(cast, sign_in, in_mandau):
    visit = visit_to(in_mandau)
    client, url = sign_in(cast.upt_mandau), reverse("visit-edit", args=[visit.uid])
    data = VISIT | {"visited_on": f"{today():%d-%m-%Y}", "version": visit.version}
    assert client.post(url, data)["Location"] == reverse("visit", args=[visit.uid])
    stale = client.post(url, data | {"result": "Punya saya"})
    assert stale.status_code == 409
    assert "Punya saya" in text_of(stale)
    assert "Kantor buka." in text_of(stale)
    visit.refresh_from_db()
    assert (visit.found, visit.result) == ("berjalan", "Kantor buka.")


# --- tasks -------------------------------------------------------------------------------------


def test_the_work_list_shows_the_overdue_first_and_only_the_own_places(
    cast, sign_in, in_mandau, in_rupat
):
    give(in_mandau, kind="pengurus", reason="Tanpa batas")
    give(in_mandau, reason="Mendesak", due_on=today() + timedelta(days=1))
    give(in_rupat, reason="Rahasia Rupat")
    Task.objects.filter(reason="Mendesak").update(
        opened_on=today() - timedelta(days=9), due_on=today() - timedelta(days=1)
    )
    page = text_of(sign_in(cast.upt_mandau).get(reverse("tasks")))
    assert "Rahasia Rupat" not in page
    assert "Lewat batas" in page
    assert page.index("Mendesak") < page.index("Tanpa batas")


def test_the_work_list_is_narrowed_by_kind_place_and_done(cast, sign_in, in_mandau, in_rupat):
    visit = visit_to(in_mandau)
    give(in_rupat, reason="Di Rupat")
    give(in_mandau, kind="pengurus", reason="Siapa ketua")
    Task.objects.filter(reason="Siapa ketua").update(closed_on=today(), visit=visit)
    client, url = sign_in(cast.registrar), reverse("tasks")
    assert "Siapa ketua" not in text_of(client.get(url))
    assert "Siapa ketua" in text_of(client.get(url, {"done": "true"}))
    assert "Di Rupat" not in text_of(client.get(url, {"kind": "pengurus"}))
    assert "Di Rupat" in text_of(client.get(url, {"district": "14.03.10"}))
    assert "diharapkan salah satu" in text_of(client.get(url, {"kind": "iseng"}))


def test_a_task_is_given_from_the_page_of_a_cooperative(cast, sign_in, in_mandau):
    client, url = sign_in(cast.head_upt_mandau), reverse("task-new", args=[in_mandau.uid])
    data = {"kind": "tanpa_rat", "reason": "RAT 2019", "due_on": ""}
    assert "Tugas diberikan" in text_of(client.post(url, data, follow=True))
    assert "masih terbuka" in text_of(client.post(url, data))
    assert Task.objects.get().opened_by == cast.head_upt_mandau


def test_a_task_is_closed_by_hand_with_a_note_and_once(cast, sign_in, in_mandau):
    task = give(in_mandau)
    client, url = sign_in(cast.registrar), reverse("task", args=[task.uid])
    assert client.post(url, {"version": task.version, "closing_note": ""}).status_code == 400
    data = {"version": task.version, "closing_note": "Terjawab surat"}
    assert "Tugas ditutup" in text_of(client.post(url, data, follow=True))
    assert "sudah selesai" in text_of(client.post(url, data, follow=True))
    assert Task.objects.get().closing_note == "Terjawab surat"


def test_the_home_page_names_the_most_urgent_tasks(cast, sign_in, in_mandau, in_rupat):
    give(in_mandau)
    give(in_rupat)
    page = text_of(sign_in(cast.upt_mandau).get(reverse("home-staff")))
    assert "1 tugas terbuka" in page
    assert "Koperasi Rupat Bahari" not in page
    assert "Tugas kunjungan" not in text_of(sign_in(cast.head).get(reverse("home-staff")))


# --- usulan status -----------------------------------------------------------------------------


def test_the_proposals_are_listed_in_scope_with_counts_by_kind(cast, sign_in, in_mandau, in_rupat):
    client, url = sign_in(cast.upt_mandau), reverse("status-proposals")
    response = client.get(url)
    assert "Koperasi Duri Jaya" in text_of(response)
    assert "Koperasi Rupat Bahari" not in text_of(response)
    (kind,) = response.context["kinds"]
    assert (kind["recorded"], kind["proposed"], kind["count"]) == ("aktif", "diusulkan_bubar", 1)
    assert "Koperasi Duri Jaya" in text_of(client.get(url, {"beda": "aktif.diusulkan_bubar"}))
    assert "Tidak ada koperasi yang cocok" in text_of(client.get(url, {"beda": "aktif.beku"}))
    assert "tidak dikenal" in text_of(client.get(url, {"beda": "x.y"}))


def test_the_proposals_come_as_a_file(cast, sign_in, in_mandau, in_rupat):
    client, url = sign_in(cast.upt_mandau), reverse("status-proposals-download")
    file = b"".join(client.get(url, {"format": "csv-machine"}).streaming_content).decode()
    assert "Koperasi Duri Jaya,1/BH/2001,Mandau,Aktif,Diusulkan bubar" in file
    assert "Rupat" not in file
    assert client.get(url, {"format": "pdf"}).status_code == 400


def test_several_are_visited_or_proposed_at_once_all_or_those_that_work(
    cast, sign_in, in_mandau, in_rupat
):
    give(in_mandau)
    uids = [str(in_mandau.uid), str(in_rupat.uid)]
    client = sign_in(cast.registrar)
    data = {"uid": uids, "kind": "keberadaan", "reason": "", "due_on": ""}
    page = text_of(client.post(reverse("status-proposals-tasks"), data, follow=True))
    assert "1 tugas diberikan." in page
    assert "Koperasi Duri Jaya: Tugas dengan perihal ini masih terbuka" in page
    data = {"uid": uids, "basis": "tanpa_rat", "reason": ""}
    page = text_of(client.post(reverse("status-proposals-cases"), data, follow=True))
    assert "2 usulan dicatat." in page
    case = DissolutionCase.objects.get(cooperative=in_rupat)
    assert case.reason.startswith("Tidak ada RAT yang tercatat")
    again = text_of(client.post(reverse("status-proposals-cases"), data, follow=True))
    assert "2 koperasi dilewati" in again
    assert DissolutionCase.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"uid": []}, "Centang dahulu"),
        ({"uid": ["x"]}, "x"),
        ({"due_on": "32-1-2099"}, "Paling lambat"),
    ],
)
def test_a_bulk_task_that_is_not_understood_does_nothing_and_keeps_the_boxes(
    cast, sign_in, in_mandau, changes, sentence
):
    data = {"uid": [str(in_mandau.uid)], "kind": "keberadaan"} | changes
    response = sign_in(cast.registrar).post(reverse("status-proposals-tasks"), data)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not Task.objects.exists()


def test_in_bulk_nobody_reaches_beyond_the_own_places(cast, sign_in, in_mandau, in_rupat):
    data = {"uid": [str(in_rupat.uid)], "kind": "keberadaan"}
    page = sign_in(cast.head_upt_mandau).post(reverse("status-proposals-tasks"), data, follow=True)
    assert "1 koperasi dilewati" in text_of(page)
    assert "Koperasi Rupat Bahari" not in text_of(page)
    assert not Task.objects.exists()


# --- who may what ------------------------------------------------------------------------------

NEW = ["visit-new", "task-new", "case-new"]


@pytest.mark.parametrize(
    ("person", "codes"),
    [
        ("registrar", (200, 200, 200)),
        ("upt_mandau", (200, 403, 403)),
        ("head_upt_mandau", (200, 200, 403)),
        ("head", (403, 403, 403)),
        ("verifier", (403, 403, 403)),
        ("stranger", (403, 403, 403)),
    ],
)
def test_who_may_begin_what(cast, sign_in, in_mandau, person, codes):
    client = sign_in(getattr(cast, person))
    got = tuple(client.get(reverse(name, args=[in_mandau.uid])).status_code for name in NEW)
    assert got == codes


def test_another_upt_finds_nothing(cast, sign_in, in_mandau):
    task, visit = give(in_mandau), visit_to(in_mandau)
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Rahasia")
    client = sign_in(cast.upt_rupat)
    paths = [reverse("visit-new", args=[in_mandau.uid])]
    paths += [reverse(name, args=[visit.uid]) for name in ("visit", "visit-edit")]
    paths += [reverse("task", args=[task.uid]), reverse("case", args=[case.uid])]
    assert [client.get(path).status_code for path in paths] == [404] * 5
    for name in ("tasks", "cases", "status-proposals"):
        assert "Koperasi Duri Jaya" not in text_of(client.get(reverse(name)))


def test_without_signing_in_there_is_only_the_door(client, in_mandau):
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Rahasia")
    for path in (reverse("tasks"), reverse("cases"), reverse("case", args=[case.uid])):
        assert client.get(path)["Location"].startswith("/masuk/")


# --- dissolution cases -------------------------------------------------------------------------


def step(client, case, name, **data):
    case.refresh_from_db()
    url = reverse("case-step", args=[case.uid, name])
    return client.post(url, {"version": case.version, **data}, follow=True)


def test_a_case_goes_from_proposal_to_the_heads_decision(cast, sign_in, in_mandau):
    client, day = sign_in(cast.registrar), f"{today():%d-%m-%Y}"
    url = reverse("case-new", args=[in_mandau.uid])
    data = {"basis": "tanpa_rat", "reason": "Tanpa RAT", "proposed_on": day}
    assert "Usulan pembubaran dicatat" in text_of(client.post(url, data, follow=True))
    case = DissolutionCase.objects.get()
    step(client, case, "pemberitahuan", notified_on=day, notice_number="518/1")
    page = step(
        client,
        case,
        "keberatan",
        objected_on=day,
        objection="Kami hidup",
        objection_years="2018, 2019",
        has_statement="on",
    )
    assert "Bukti keberatan lengkap" in text_of(page)
    case.refresh_from_db()
    data = {"version": case.version, "outcome": "dipertahankan", "decided_on": day, "status": ""}
    data |= {"decision_reason": "Bukti lengkap"}
    decision = reverse("case-decision", args=[case.uid])
    assert client.post(decision, data).status_code == 403
    assert "Keputusan dicatat" in text_of(sign_in(cast.head).post(decision, data, follow=True))
    in_mandau.refresh_from_db()
    assert in_mandau.status == "aktif"


def test_a_head_who_proposed_sees_no_decision_and_may_not_send_one(cast, sign_in, in_mandau):
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Uji", by=cast.head)
    client, url = sign_in(cast.head), reverse("case-decision", args=[case.uid])
    page = text_of(client.get(reverse("case", args=[case.uid])))
    assert "diputus oleh orang lain" in page
    assert url not in page
    data = {"version": case.version, "outcome": "dipertahankan"}
    data |= {"decided_on": f"{today():%d-%m-%Y}", "decision_reason": "Sendiri"}
    assert client.post(url, data).status_code == 403
    case.refresh_from_db()
    assert case.state == "diusulkan"


def test_a_refused_step_keeps_what_was_typed_and_says_why(cast, sign_in, in_mandau):
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Uji")
    client = sign_in(cast.registrar)
    response = step(client, case, "pemberitahuan", notified_on="1-1-2001", notice_number="518/9")
    assert response.status_code == 409
    assert "tidak mungkin mendahului usulan" in text_of(response)
    assert "518/9" in text_of(response)
    response = step(client, case, "keberatan", objected_on="1-1-2001", objection="Apa")
    text = text_of(response)
    assert "sekarang: diusulkan. Langkah itu hanya dapat diambil selama keadaannya: diber" in text
    assert "Yang tadi Anda isi" in text
    assert "Isian Anda masih utuh" not in text
    assert "Isi keberatan: Apa" in text
    assert step(client, case, "terbang").status_code == 404
    response = step(client, case, "pemberitahuan", version=99, notified_on=f"{today():%d-%m-%Y}")
    assert response.status_code == 400


def test_a_step_from_a_stale_page_is_refused_and_can_be_sent_again(cast, sign_in, in_mandau):
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Uji")
    client, url = sign_in(cast.registrar), reverse("case-step", args=[case.uid, "penarikan"])
    response = client.post(url, {"version": 99, "reason": "Salah koperasi"})
    assert response.status_code == 409
    assert "Salah koperasi" in text_of(response)
    assert "Usulan ditarik" in text_of(step(client, case, "penarikan", reason="Salah koperasi"))


def test_a_correction_is_a_step_of_its_own(cast, sign_in, in_mandau):
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Salah tulis")
    data = {"basis": "tanpa_usaha", "reason": "Alasan benar", "why": "Salah ketik"}
    page = text_of(step(sign_in(cast.registrar), case, "perbaikan", **data))
    assert "Perbaikan dasar usulan, alasan: Salah ketik" in page
    case.refresh_from_db()
    assert (case.basis, case.reason) == ("tanpa_usaha", "Alasan benar")


@pytest.mark.parametrize("person", ["upt_mandau", "verifier", "head"])
def test_nobody_else_takes_a_step(cast, sign_in, in_mandau, person):
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Uji")
    assert step(sign_in(getattr(cast, person)), case, "penarikan", reason="Coba").status_code == 403
    case.refresh_from_db()
    assert case.state == "diusulkan"


def test_the_list_counts_by_state_and_marks_a_passed_deadline(cast, sign_in, in_mandau, in_rupat):
    late = today() - timedelta(days=120)
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Uji", on=late)
    dissolution.notify(case, on=late, number="518/1")
    dissolution.propose(in_rupat, basis="lainnya", reason="Baru")
    client, url = sign_in(cast.head), reverse("cases")
    page = text_of(client.get(url))
    assert "Sudah lewat" in page
    assert "Semua (2)" in page
    page = text_of(client.get(url, {"state": "diusulkan"}))
    assert "Koperasi Duri Jaya" not in page
    assert "Koperasi Rupat Bahari" in page


def test_the_history_tells_of_visits_tasks_and_cases(cast, sign_in, in_mandau):
    give(in_mandau)
    visit_to(in_mandau)
    dissolution.propose(in_mandau, basis="lainnya", reason="Uji")
    page = text_of(
        sign_in(cast.registrar).get(reverse("cooperative-history", args=[in_mandau.uid]))
    )
    for words in ("Tugas ditambahkan", "Kunjungan lapangan ditambahkan", "Usulan pembubaran"):
        assert words in page


# --- query counts ------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"), [("tasks", 8), ("cases", 7), ("status-proposals", 13)]
)
def test_the_lists_need_the_same_queries_for_one_and_for_three(
    cast, sign_in, make_cooperative, django_assert_num_queries, name, queries, many
):
    for number in range(many):
        cooperative = make_cooperative(f"Koperasi {number}", deed_number="1/BH")
        BoardMember.objects.create(
            cooperative=cooperative, position="ketua", person_name="Ketua Contoh"
        )
        give(cooperative)
        if name == "cases":
            dissolution.propose(cooperative, basis="lainnya", reason="Uji", by=cast.registrar)
    client = sign_in(cast.registrar)
    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).context["total"] == many


def test_the_address_of_a_button_opened_by_itself_says_so_and_leads_back(cast, sign_in, in_mandau):
    case = dissolution.propose(in_mandau, basis="lainnya", reason="Uji")
    page = sign_in(cast.registrar).get(reverse("case-step", args=[case.uid, "keberatan"]))
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "hanya untuk menyimpan" in text_of(page)
    assert f'href="{reverse("case", args=[case.uid])}"' in text_of(page)
