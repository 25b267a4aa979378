"""A cooperative with one of every kind of part, for tests that move or count them all."""

from datetime import date, timedelta
from hashlib import sha256

from registry.enums import HealthPredicate
from registry.models import (
    AnnualMeeting,
    BoardMember,
    CaseStep,
    Coaching,
    Cooperative,
    DeedAmendment,
    DissolutionCase,
    Document,
    FieldVisit,
    FormerDetail,
    HealthAssessment,
    Member,
    MemberSavings,
    Rule,
    StatusChange,
    SubjectRequest,
    Task,
    Training,
)

DAY = date(2021, 3, 4)


def person(cooperative: Cooperative, name: str, nik: str, **fields) -> Member:
    """A member whose NIK is known."""
    index = sha256(nik.encode()).digest()
    return Member.objects.create(
        cooperative=cooperative, name=name, nik=nik, nik_index=index, **fields
    )


def paper(cooperative: Cooperative, title: str, **about) -> Document:
    """A document, about one part or about none."""
    return Document.objects.create(
        cooperative=cooperative,
        kind="lainnya",
        title=title,
        filename=f"{title}.pdf",
        media_type="application/pdf",
        size=1,
        sha256=sha256(f"{title}{cooperative.pk}".encode()).hexdigest(),
        **about,
    )


def fill(one: Cooperative, mark: int) -> None:
    """One of every kind of part; ``mark`` keeps those of two cooperatives apart."""
    day = DAY + timedelta(days=mark)
    StatusChange.objects.create(
        cooperative=one, status="tidak_aktif", effective_on=day, reason="Tidak ditemukan"
    )
    FormerDetail.objects.create(
        cooperative=one, field="name", value="Nama Lama", until=day, basis="PAD"
    )
    officer = BoardMember.objects.create(
        cooperative=one, position="ketua", person_name=f"Ketua {mark}"
    )
    training = Training.objects.create(board_member=officer, title="Akuntansi", finished_on=day)
    deed = DeedAmendment.objects.create(cooperative=one, number=f"{mark}/PAD")
    meeting = AnnualMeeting.objects.create(cooperative=one, book_year=2000 + mark, assets=5)
    member = person(one, f"Anggota {mark}", f"14030100000000{mark:02}", number=str(mark))
    MemberSavings.objects.create(member=member, as_of=day, principal=1000)
    SubjectRequest.objects.create(
        member=member, kind="akses", received_on=day, identity_check="KTP", due_on=day
    )
    visit = FieldVisit.objects.create(
        cooperative=one, visited_on=day, found="berjalan", result="Ditemui pengurus"
    )
    Coaching.objects.create(
        cooperative=one,
        held_on=day,
        kind="kunjungan",
        topic="keuangan",
        coach="Rina",
        result="Baik",
    )
    Task.objects.create(
        cooperative=one, kind="pengurus", reason="x", opened_on=day, closed_on=day, visit=visit
    )
    case = DissolutionCase.objects.create(
        cooperative=one,
        basis="tanpa_rat",
        reason="x",
        proposed_on=day,
        status_before="aktif",
        state="ditarik",
    )
    CaseStep.objects.create(case=case, state="diusulkan", happened_on=day)
    health = HealthAssessment.objects.create(
        cooperative=one,
        rule=Rule.objects.first(),
        book_year=2000 + mark,
        assessed_on=day,
        scores={},
        total=80,
        predicate=HealthPredicate.HEALTHY,
    )
    about = {"amendment": deed, "meeting": meeting, "training": training, "visit": visit}
    about |= {"case": case, "assessment": health}
    for name, part in about.items():
        paper(one, f"tentang {name} {mark}", **{name: part})
    paper(one, f"lepas {mark}")
