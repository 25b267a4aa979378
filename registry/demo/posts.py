"""Demonstration posts: who signs what under whom, in 2020 and 2021. Every person is made up.

In July 2020 one division changes its head; from 2021 one section is vacant and one UPT has an
acting head: what the cascade of agreements has to show.
"""

from collections import Counter
from datetime import date

from registry.enums import Echelon, Standing
from registry.models import Incumbency, Office, Official, OfficialRank, Position, User

SINCE = date(2018, 1, 2)
CHANGED, VACANT, ACTING = date(2020, 7, 1), date(2021, 1, 4), date(2021, 3, 1)
POSTS = (  # code, title, echelon, office, superior
    ("bupati", "Bupati Bengkalis", Echelon.REGENT, None, None),
    ("kadis", "Kepala Dinas Koperasi, Usaha Kecil dan Menengah", Echelon.HEAD,
     "DISKOPUKM", "bupati"),
    ("sekretaris", "Sekretaris", Echelon.DIVISION, "SEKRETARIAT", "kadis"),
    ("kabid-kelembagaan", "Kepala Bidang Perizinan dan Kelembagaan", Echelon.DIVISION,
     "BID-KELEMBAGAAN", "kadis"),
    ("kabid-usaha-mikro", "Kepala Bidang Pemberdayaan Usaha Mikro", Echelon.DIVISION,
     "BID-USAHA-MIKRO", "kadis"),
    ("kasubbag-umpeg", "Kepala Subbagian Umum dan Kepegawaian", Echelon.SECTION,
     "SUBBAG-UMPEG", "sekretaris"),
    ("kasubbag-program", "Kepala Subbagian Penyusunan Program", Echelon.SECTION,
     "SUBBAG-PROGRAM", "sekretaris"),
    ("kasi-kelembagaan", "Kepala Seksi Kelembagaan Koperasi", Echelon.SECTION,
     "SEKSI-KELEMBAGAAN", "kabid-kelembagaan"),
    ("kasi-pengawasan", "Kepala Seksi Pengawasan dan Pemeriksaan", Echelon.SECTION,
     "SEKSI-PENGAWASAN", "kabid-kelembagaan"),
    ("kasi-fasilitasi", "Kepala Seksi Fasilitasi Usaha Mikro", Echelon.SECTION,
     "SEKSI-FASILITASI", "kabid-usaha-mikro"),
    ("ka-upt-mandau", "Kepala UPTD Koperasi Kecamatan Mandau", Echelon.SECTION,
     "UPT-MANDAU", "kabid-kelembagaan"),
    ("ka-upt-bengkalis", "Kepala UPT Koperasi Bengkalis", Echelon.SECTION,
     "UPT-BENGKALIS", "kabid-kelembagaan"),
    ("ka-upt-rupat", "Kepala UPT Koperasi Rupat", Echelon.SECTION,
     "UPT-RUPAT", "kabid-kelembagaan"),
    ("ka-upt-bantan", "Kepala UPT Koperasi Bantan", Echelon.SECTION,
     "UPT-BANTAN", "kabid-usaha-mikro"),
    ("ka-upt-bukit-batu", "Kepala UPT Koperasi Bukit Batu", Echelon.SECTION,
     "UPT-BUKIT-BATU", "kabid-usaha-mikro"),
    ("ka-upt-pinggir", "Kepala UPT Koperasi Pinggir", Echelon.SECTION,
     "UPT-PINGGIR", "kabid-usaha-mikro"),
)  # fmt: skip
HOLDERS = (  # post, name, account, NIP, rank, from, to, standing
    ("bupati", "H. Zulkarnain Siregar, S.E.", None, None, None, SINCE, None, None),
    ("kadis", "Drs. Hasan Piliang, M.Si.", "kadis", "196603121990031005", "IV/c",
     SINCE, None, None),
    ("sekretaris", "Hj. Marlina Daud, S.Sos.", "sekretaris", "196908171994032004", "IV/a",
     SINCE, None, None),
    ("kabid-kelembagaan", "Syahril Anwar, S.E., M.M.", "kabid.kelembagaan", "197105251997031006",
     "IV/a", SINCE, None, None),
    ("kabid-usaha-mikro", "Drs. Amir Hamzah", None, "196207041988031003", "IV/a",
     SINCE, date(2020, 6, 30), None),
    ("kabid-usaha-mikro", "Yusnidar, S.P., M.Si.", "kabid.usaha.mikro", "197409121999032002",
     "III/d", CHANGED, None, None),
    ("kasubbag-umpeg", "Erlina, S.Sos.", None, "197802142005012006", "III/c", SINCE, None, None),
    ("kasubbag-program", "Ratna Harahap, S.E.", "perencana", "198104302006042011", "III/c",
     SINCE, None, None),
    ("kasi-kelembagaan", "Nurhayati Idris, S.H.", "registrar", "197911082006042009", "III/c",
     SINCE, None, None),
    ("kasi-pengawasan", "Bambang Salim, S.E.", "verifikator", "197601192003121004", "III/d",
     SINCE, None, None),
    ("kasi-fasilitasi", "Dedi Saputra, S.T.", None, "198306212009031007", "III/b",
     SINCE, date(2020, 12, 31), None),
    ("ka-upt-mandau", "Salmah Zain, S.Sos.", "kepala.upt.mandau", "197505052000032002", "III/d",
     SINCE, None, None),
    ("ka-upt-bengkalis", "Mansur, S.E.", None, "197210101998031009", "III/d", SINCE, None, None),
    ("ka-upt-rupat", "Abdul Karim, S.Sos.", None, "196311231986031004", "III/d",
     SINCE, date(2021, 2, 28), None),
    ("ka-upt-rupat", "Zulfikar, S.E.", None, "198507152010011015", "III/b", ACTING, None,
     Standing.ACTING),
    ("ka-upt-bantan", "Rohani, S.P.", None, "197703032004012003", "III/c", SINCE, None, None),
    ("ka-upt-bukit-batu", "Jefri Manurung, S.E.", None, "198001292005011008", "III/c",
     SINCE, None, None),
    ("ka-upt-pinggir", "Suryani, S.Sos.", None, "197812262006042012", "III/c", SINCE, None, None),
)  # fmt: skip


def seed() -> Counter:
    """Write posts and who holds them; nothing where there are posts already."""
    if Position.objects.exists():
        return Counter()
    posts = {code: None for code, *_ in POSTS}
    for code, title, echelon, office, superior in POSTS:
        posts[code] = _post(code, title, echelon, office, posts.get(superior))
    for post, *person in HOLDERS:
        _hold(posts[post], *person)
    return Counter({"jabatan": len(POSTS), "pemangku jabatan": len(HOLDERS)})


def _post(code, title, echelon, office, superior) -> Position:
    post = Position(code=code, title=title, echelon=echelon, superior=superior, is_demo=True)
    post.office = Office.objects.get(code=office) if office else None
    post.full_clean()
    post.save()
    return post


def _hold(post, name, username, nip, rank, first, last, standing) -> None:
    user = User.objects.get(username=username) if username else None
    official = Official(name=f"{name} (CONTOH)", nip=nip, user=user, is_demo=True)
    official.full_clean()
    official.save()
    if rank:
        OfficialRank.objects.create(official=official, rank=rank, valid_from=date(2017, 10, 1))
    held = Incumbency(official=official, position=post, valid_from=first, valid_to=last)
    held.standing, held.is_demo = standing or Standing.DEFINITIVE, True
    held.full_clean()
    held.save()
