"""Made-up owners of MSMEs, who are many: more names than those of cooperatives."""

from datetime import date
from random import Random

from bengkalis.sealed import blind_index
from registry.demo import names, niks
from registry.enums import Sex
from registry.models import District


def _more(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    return (*known, *text.split())


MEN = _more(
    names.MEN,
    "Adi Afrizal Agus Akmal Amir Andi Anton Arman Asep Baharudin Basri Budi Burhan Candra Darwis "
    "Deni Dodi Eko Erwin Fadli Fahmi Ferdi Firman Gunawan Hamdan Hamzah Harun Heru Idham Ilham "
    "Imran Indra Irfan Ismet Jefri Joko Juanda Junaidi Khairul Lukman Makmur Marwan Maruli Muhtar "
    "Mustafa Nanang Nazar Nofrizal Oloan Poltak Putra Raja Rizal Roni Rudi Safri Said Sahat Subur "
    "Sukri Suryadi Syahrul Taufik Tengku Tono Wan Yanto Yusri",
)
WOMEN = _more(
    names.WOMEN,
    "Afni Ani Anita Asni Atik Butet Cut Darmi Desi Dina Elida Ema Erna Evi Fitri Gusti Hartini "
    "Hayati Herlina Ida Ijah Ira Jamilah Juliana Juwita Kalsum Lasmi Leli Lina Lismawati Maimun "
    "Maya Mega Melati Murni Nadia Nelly Nila Nova Nurbaya Nurlela Patimah Puspa Rabiah Ramlah "
    "Reni Rosmaida Rosnani Rusmini Saadah Samsiah Sari Siti Sulastri Susi Syarifah Tina Tuti Umi "
    "Upik Vera Wahida Wulan Yanti Yuli Zahara Zainab",
)
SURNAMES = _more(
    names.SURNAMES,
    "Abdullah Adnan Amri Anwar Asmara Aziz Batubara Caniago Dalimunthe Daulay Fadillah Firdaus "
    "Gultom Habib Halim Hamid Handoko Hanafi Hasibuan Hasyim Irawan Jafar Jambak Kamil Koto "
    "Kusuma Latif Malau Manurung Marpaung Matondang Mukhtar Mulyono Munthe Napitupulu Nugroho "
    "Panjaitan Pasaribu Prasetyo Purba Rahman Ritonga Samosir Saragih Setiawan Sihombing "
    "Sikumbang Silalahi Simatupang Sirait Sitorus Situmorang Sofyan Sudirman Sulistyo Suryanto "
    "Susanto Syarif Tambunan Tampubolon Umar Usman Wahid Wibowo Zakaria Zulfikar",
)
WITH_NIK, WITH_PHONE = 0.60, 0.5
WITHOUT_NAME, WITHOUT_SEX, OTHER_SEX = 0.02, 0.03, 0.01


def person(rng: Random, district: District, number: int, women: float) -> dict:
    """Columns of an owner; ``women`` is the share of women, ``number`` counts people."""
    sex = Sex.FEMALE.value if rng.random() < women else Sex.MALE.value
    given = rng.choice(WOMEN if sex == Sex.FEMALE else MEN)
    found = {
        "owner_name": f"{given} {rng.choice(SURNAMES)}",
        "owner_sex": sex,
        "owner_nik": None,
        "owner_nik_index": None,
        "phone": names.phone(rng) if rng.random() < WITH_PHONE else "",
    }
    if rng.random() < WITH_NIK:
        found |= _card(rng, district, number, sex)
    return found | _slips(rng, sex)


def _card(rng: Random, district: District, number: int, sex: str) -> dict:
    """A NIK that nobody has (see ``niks``), with the key by which it is found."""
    area, _ = niks.origin(rng, district)
    born = date(rng.randint(1950, 1997), rng.randint(1, 12), rng.randint(1, 28))
    nik = niks.nik(area, born, sex, number)
    return {"owner_nik": nik, "owner_nik_index": blind_index(nik, "nik")}


def _slips(rng: Random, sex: str) -> dict:
    """What the lists leave out or have wrong about the owner."""
    chance = rng.random()
    if chance < WITHOUT_SEX:
        return {"owner_sex": ""}
    if chance < WITHOUT_SEX + OTHER_SEX:
        return {"owner_sex": (Sex.MALE if sex == Sex.FEMALE else Sex.FEMALE).value}
    if chance < WITHOUT_SEX + OTHER_SEX + WITHOUT_NAME:
        return {"owner_name": ""}
    return {}
