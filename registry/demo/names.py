"""Words of which the demonstration's cooperatives, streets and people are made; nobody is real."""

from dataclasses import dataclass
from random import Random

from registry.enums import CooperativeKind as Kind
from registry.enums import Group, Pattern


def _words(text: str, between: str = " ") -> tuple[str, ...]:
    return tuple(text.split(between))


CALLED = _words(
    "Tani Karya Mitra Bina Usaha Sumber Harapan Sinar Citra Mekar Cahaya Bakti Setia Rukun Mutiara "
    "Laksamana Terubuk Selat Pesisir Rimba Permata Gema Tunas Warga Melati Cempaka Serumpun Insan "
    "Wahana Dana Artha Guna Lancang Sepakat Kembang Fajar Bintang Budi Panca Dwi"
)
WISHED = _words(
    "Makmur Sejahtera Mandiri Bersama Lestari Abadi Jaya Maju Sentosa Utama Bersatu Berkah Amanah "
    "Gemilang Raya Indah Sakti Seiya Kencana Bestari Madani Murni Perkasa Sehati Mulia Nusantara "
    "Persada Bertuah Rezeki Baru Agung Harapan Swadaya Perdana Tuah Negeri"
)
SEA = _words("Camar Bahari Samudra Ombak Terubuk Tenggiri Layar Jangkar Muara Kerapu Sampan Karang")
PESANTREN = _words(
    "Nurul Hidayah|Darul Ulum|Al Ikhlas|Al Hidayah|Darussalam|Nurul Iman|Miftahul Huda|"
    "Al Muhajirin|Raudhatul Jannah|Baitul Makmur|Al Falah|Nurul Huda|Darul Hikmah|Al Furqan|"
    "Babussalam",
    "|",
)
MEN = _words(
    "Abdul Ahmad Azhar Bambang Dedi Edi Fauzi Hasan Hendra Herman Ibnu Iskandar Jamal Kamarudin "
    "Mahmud Mulyadi Nasir Parlindungan Rahmat Ridwan Rusli Saiful Samsul Slamet Sugeng Sulaiman "
    "Suparman Syafrizal Togar Wahyu Yusuf Zainal Zulkifli"
)
WOMEN = _words(
    "Asmah Aminah Dewi Eka Elvi Fatimah Halimah Hasnah Kartini Lestari Mariani Marlina Nurhayati "
    "Nuraini Rahmawati Ratna Rina Rohani Rospita Salmah Sri Sumiati Suryani Tiurma Wati Yusnidar "
    "Zubaidah"
)
SURNAMES = _words(
    "Arifin Bakri Effendi Hakim Harahap Hidayat Hutapea Ibrahim Idris Ismail Jalil Kurniawan Lubis "
    "Nasution Piliang Pratama Rangkuti Rasyid Salim Santoso Saputra Sinaga Siregar Syah Tanjung "
    "Utami Wijaya Yahya Yusuf Zain"
)
STREETS = _words(
    "Jl. Sudirman|Jl. Antara|Jl. Hang Tuah|Jl. Pertanian|Jl. Diponegoro|Jl. Lintas Duri|"
    "Jl. Pelabuhan|Jl. Pasar|Jl. Pembangunan|Jl. Kelapapati Darat|Jl. Hangtuah Ujung|Jl. Poros|"
    "Jl. Nelayan",
    "|",
)


@dataclass(frozen=True)
class Family:
    """A sort of cooperative: its prefix, how else lists spell it, and what it does for a living.

    ``trades`` are pairs of sektor usaha and kegiatan usaha; ``heads`` and ``tails`` the words of
    its name; ``since`` and ``until`` the years in which such cooperatives were founded.
    """

    weight: int
    prefix: str
    other: str
    kind: str
    group: str
    trades: tuple[tuple[str, str], ...]
    heads: tuple[str, ...] = CALLED
    tails: tuple[str, ...] = WISHED
    pattern: str = Pattern.CONVENTIONAL
    since: int = 1995
    until: int = 2018


SAVING = ("Jasa keuangan", "Simpan pinjam anggota")
GROCERY = ("Perdagangan", "Toko kebutuhan pokok anggota")
PALM = ("Perkebunan", "Kebun plasma dan penjualan tandan buah segar")
FISH = ("Perikanan", "Pemasaran hasil tangkapan dan solar nelayan")
RUBBER = ("Perkebunan", "Pemasaran bahan olah karet")
FARM = ("Pertanian", "Sarana produksi pertanian dan penggilingan padi")
TRANSPORT = ("Pengangkutan", "Angkutan barang dan penumpang")
FAMILIES = (
    Family(16, "KSU", "Koperasi Serba Usaha", Kind.MULTI_PURPOSE, Group.OTHER, (GROCERY, SAVING)),
    Family(17, "KSP", "Koperasi Simpan Pinjam", Kind.SAVINGS_AND_LOAN, Group.OTHER, (SAVING,)),
    Family(
        10, "KUD", "K.U.D.", Kind.PRODUCER, Group.KUD, (FARM, PALM, RUBBER), since=1974, until=1999
    ),
    Family(
        9, "KPRI", "Koperasi Pegawai RI", Kind.CONSUMER, Group.KPRI, (SAVING, GROCERY), since=1980
    ),
    Family(
        9,
        "Kopkar",
        "Koperasi Karyawan",
        Kind.CONSUMER,
        Group.EMPLOYEES,
        (SAVING, GROCERY),
        since=1986,
    ),
    Family(8, "Koperasi Wanita", "Kopwan", Kind.SAVINGS_AND_LOAN, Group.WOMEN, (SAVING, GROCERY)),
    Family(7, "Koperasi Nelayan", "Kop. Nelayan", Kind.MARKETING, Group.FISHERS, (FISH,), SEA),
    Family(
        8,
        "Koperasi Perkebunan",
        "Kopbun",
        Kind.PRODUCER,
        Group.PLANTERS,
        (PALM, RUBBER),
        since=1998,
    ),
    Family(
        4,
        "Koperasi Pondok Pesantren",
        "Kopontren",
        Kind.CONSUMER,
        Group.PESANTREN,
        (GROCERY, SAVING),
        PESANTREN,
        ("",),
    ),
    Family(4, "Koperasi Pasar", "Koppas", Kind.CONSUMER, Group.MARKET, (SAVING, GROCERY)),
    Family(3, "Koperasi Angkutan", "Kopang", Kind.SERVICE, Group.TRANSPORT, (TRANSPORT,)),
    Family(3, "Koperasi Pemuda", "Kop. Pemuda", Kind.SERVICE, Group.YOUTH, (GROCERY,), until=2012),
    Family(3, "Koperasi Tani", "Koptan", Kind.PRODUCER, Group.FARMERS, (FARM, RUBBER), since=1998),
    Family(
        2,
        "Koperasi Syariah BMT",
        "KSPPS BMT",
        Kind.SAVINGS_AND_LOAN,
        Group.OTHER,
        (SAVING,),
        PESANTREN,
        ("",),
        Pattern.SHARIA,
        since=2004,
    ),
    Family(
        1,
        "Primkopad",
        "Primer Koperasi Angkatan Darat",
        Kind.CONSUMER,
        Group.ARMED_FORCES,
        (GROCERY,),
        since=1978,
        until=2000,
    ),
)
WEIGHTS = tuple(family.weight for family in FAMILIES)


# Names that the manual and its readers look for; each stands once in the demonstration.
KNOWN = {"KUD": "KUD Tani Maju", "Koperasi Tani": "Koperasi Tani Maju"}
INLAND = {"14.03.09", "14.03.13", "14.03.15", "14.03.16"}  # kecamatan without a coast


def family(rng: Random, district: str) -> Family:
    """A family by its weight; no fishers in an inland ``district`` (Kemendagri code)."""
    found = rng.choices(FAMILIES, WEIGHTS)[0]
    inland = found.group == Group.FISHERS and district in INLAND
    return family(rng, district) if inland else found


def cooperative(rng: Random, family: Family, place: str, taken: set[str]) -> str:
    """A name that nobody in ``taken`` has; the name of the desa or a numeral makes it so."""
    name = _called(rng, family)
    if KNOWN.get(family.prefix, name) not in taken:
        name = KNOWN.get(family.prefix, name)
    if name in taken or rng.random() < 0.15:
        name = f"{_called(rng, family)} {place}"
    numeral, first = 1, name
    while name in taken:
        numeral += 1
        name = f"{first} {numeral}"
    taken.add(name)
    return name


def _called(rng: Random, family: Family) -> str:
    head = rng.choice([word for word in family.heads if word not in family.prefix])
    tail = rng.choice([word for word in family.tails if word != head])
    return f"{family.prefix} {head} {tail}".strip()


def respelt(rng: Random, family: Family, name: str) -> str:
    """The same name as another list has it: prefix spelt otherwise, sometimes in capitals."""
    other = name.replace(family.prefix, family.other, 1)
    return other.upper() if rng.random() < 0.3 else other


def person(rng: Random, women: float = 0.35) -> str:
    """A made-up name; ``women`` is the share of women."""
    given = rng.choice(WOMEN if rng.random() < women else MEN)
    return f"{given} {rng.choice(SURNAMES)}"


def share_of_women(family: Family) -> float:
    """Of members and officers; Koperasi Wanita are of women."""
    return 1.0 if family.group == Group.WOMEN else 0.35


def address(rng: Random) -> str:
    street = f"{rng.choice(STREETS)} No. {rng.randint(1, 240)}"
    if rng.random() < 0.25:
        street += f" RT {rng.randint(1, 9):02} RW {rng.randint(1, 6):02}"
    return street


def phone(rng: Random) -> str:
    """A number of the block 0811-0000, which is nobody's."""
    return f"08110000{rng.randint(0, 9999):04}"
