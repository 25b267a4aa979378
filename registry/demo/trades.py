"""What MSMEs of this coast do for a living: kinds of business by KBLI 2020, how common, how large.

The codes are those of KBLI 2020; where a list says only a golongan pokok, so does the register.
No section O, T or U: nobody of them is an MSME. Sections K, E, B and D are rare on purpose.
"""

from typing import NamedTuple

COAST, INLAND, ANYWHERE = "coast", "inland", ""


class Trade(NamedTuple):
    """``weight`` is out of about 10,000; ``sales`` the median of a micro one, million rupiah a
    year; ``larger`` how many times likelier than others it is to be more than micro; ``women`` the
    share of women among owners and workers; ``heads`` the first words of its names."""

    section: str
    code: str
    activity: str
    weight: int
    sales: int
    larger: float
    women: float
    heads: tuple[str, ...]
    where: str = ANYWHERE


def _section(letter: str, lines: str) -> list[Trade]:
    """One trade a line: code; activity; weight; sales; larger; women; heads; where."""
    found = []
    for line in lines.strip().splitlines():
        cells = [cell.strip() for cell in line.split(";")]
        code, activity, weight, sales, larger, women, heads, *where = cells
        numbers = int(weight), int(sales), float(larger), float(women)
        found.append(Trade(letter, code, activity, *numbers, tuple(heads.split("|")), *where))
    return found


TRADES = [
    *_section("A", """
        03111; Penangkapan ikan di laut; 280; 48; 0.3; 0.05; Nelayan|Usaha Ikan; coast
        0322; Kolam ikan air tawar; 60; 40; 0.4; 0.20; Kolam Ikan|Pembibitan Ikan
        0321; Keramba ikan dan udang; 40; 75; 1.5; 0.10; Keramba|Tambak; coast
        01262; Kebun kelapa sawit; 260; 70; 1.2; 0.15; Kebun Sawit|Usaha Tani
        01291; Kebun karet; 110; 36; 0.3; 0.20; Kebun Karet|Usaha Tani
        01261; Kebun kelapa; 60; 34; 0.3; 0.20; Kebun Kelapa|Usaha Tani; coast
        01131; Sayuran daun; 45; 28; 0.2; 0.45; Kebun Sayur|Usaha Tani
        01283; Cabai; 35; 38; 0.2; 0.40; Kebun Cabai|Usaha Tani
        01464; Ayam kampung; 55; 32; 0.3; 0.45; Ternak Ayam|Peternakan
        01461; Ayam pedaging; 28; 150; 4; 0.20; Kandang Ayam|Peternakan
        01411; Sapi potong; 40; 60; 0.6; 0.10; Ternak Sapi|Peternakan
        01442; Kambing; 40; 30; 0.2; 0.20; Ternak Kambing|Peternakan
        01497; Sarang burung walet; 25; 90; 3; 0.15; Rumah Walet|Walet; coast
    """),
    *_section("B", """
        08104; Penggalian pasir; 7; 120; 6; 0.03; Tambang Pasir|Pasir
        08105; Penggalian tanah timbun; 4; 110; 5; 0.03; Tanah Timbun
    """),
    *_section("C", """
        10792; Kue basah; 260; 32; 0.2; 0.88; Kue|Dapur|Aneka Kue
        10794; Kerupuk dan keripik; 165; 34; 0.3; 0.80; Kerupuk|Keripik|Lempuk
        10710; Roti dan kue kering; 90; 48; 1; 0.75; Roti|Bolu|Toko Roti
        10211; Ikan asin; 90; 42; 0.5; 0.60; Ikan Asin|Pengolahan Ikan; coast
        10622; Sagu; 40; 55; 0.8; 0.35; Kilang Sagu|Sagu; coast
        10391; Tempe; 45; 60; 0.4; 0.45; Tempe|Rumah Tempe
        10392; Tahu; 25; 90; 0.8; 0.40; Tahu|Pabrik Tahu
        11052; Air minum isi ulang; 110; 70; 0.5; 0.30; Depot Air|Air Minum
        13121; Tenun Melayu; 45; 30; 0.3; 0.95; Tenun|Songket; coast
        14120; Jahit pakaian; 150; 30; 0.2; 0.82; Penjahit|Modiste|Busana
        31001; Perabot kayu; 60; 80; 2; 0.08; Mebel|Perabot|Kusen
        23921; Batu bata; 30; 65; 0.8; 0.30; Batu Bata|Kilang Bata; inland
        18111; Percetakan dan sablon; 25; 90; 2.5; 0.30; Percetakan|Sablon
        30111; Perahu kayu; 8; 110; 2; 0.02; Galangan|Bengkel Perahu; coast
    """),
    *_section("D", "35302; Es balok; 3; 190; 25; 0.10; Pabrik Es|Es Balok; coast"),
    *_section("E", """
        38302; Pengumpulan barang bekas; 10; 75; 2; 0.20; Barang Bekas|Rongsok
        38110; Angkutan sampah; 3; 60; 1; 0.05; Bersih Kampung
        36002; Penyaluran air baku; 3; 55; 1; 0.05; Air Bersih
    """),
    *_section("F", """
        41011; Rumah tinggal; 28; 190; 14; 0.05; Bangunan|Konstruksi
        43211; Pemasangan listrik; 24; 80; 3; 0.04; Instalasi|Teknik
        42207; Sumur bor; 30; 70; 1; 0.02; Sumur Bor
        43; Pekerjaan bangunan; 28; 60; 2; 0.03; Tukang|Bangunan
    """),
    *_section("G", """
        47112; Kebutuhan pokok; 1500; 50; 0.4; 0.62; Warung|Kedai|Kedai Runcit
        47192; Barang kelontong; 450; 62; 0.8; 0.55; Toko|Kedai
        47241; Beras; 110; 120; 1.5; 0.40; Kios Beras|Toko Beras
        47813; Sayur di pasar; 255; 46; 0.2; 0.68; Sayur|Lapak Sayur
        47815; Ikan di pasar; 210; 58; 0.3; 0.40; Lapak Ikan|Ikan Segar; coast
        47772; Gas elpiji; 110; 150; 1.5; 0.45; Pangkalan Gas|Pangkalan
        47302; Bahan bakar eceran; 175; 95; 0.4; 0.40; Pertamini|Kios
        47414; Pulsa dan telepon genggam; 240; 65; 0.6; 0.40; Konter|Ponsel
        47711; Pakaian; 260; 60; 0.9; 0.72; Toko Pakaian|Butik|Busana
        47832; Pakaian di pasar; 160; 48; 0.3; 0.65; Lapak Pakaian|Los
        47528; Bahan bangunan; 130; 180; 6; 0.25; Toko Bangunan|Panglong
        47722; Obat dan kosmetik; 60; 110; 2.5; 0.65; Toko Obat
        47763; Pupuk dan obat tanaman; 70; 160; 3; 0.25; Kios Tani|Toko Tani
        47611; Alat tulis; 60; 60; 0.8; 0.55; Toko Buku|Alat Tulis
        47911; Makanan lewat media sosial; 120; 26; 0.1; 0.85; Dapur|Jajanan
        47111; Minimarket; 48; 240; 10; 0.40; Minimarket|Swalayan
        45407; Bengkel sepeda motor; 330; 52; 0.4; 0.05; Bengkel|Bengkel Motor
        45201; Bengkel mobil; 70; 110; 2.5; 0.05; Bengkel Mobil|Bengkel
        45406; Suku cadang sepeda motor; 80; 105; 2; 0.20; Toko Suku Cadang|Variasi
        46206; Pengumpulan hasil laut; 50; 170; 8; 0.20; Tauke Ikan|Hasil Laut; coast
        46202; Pengumpulan tandan buah segar; 60; 190; 12; 0.10; Peron|Timbangan Sawit; inland
        46900; Grosir campuran; 30; 220; 12; 0.35; Grosir|Agen
    """),
    *_section("H", """
        49424; Ojek; 140; 26; 0.05; 0.05; Ojek
        49431; Angkutan barang; 120; 90; 4; 0.03; Angkutan|Ekspedisi
        50218; Pompong penyeberangan; 35; 60; 1; 0.03; Pompong; coast
        50135; Pelayaran rakyat; 10; 190; 10; 0.02; Kapal|Pelayaran; coast
        53202; Agen kurir; 30; 80; 1; 0.35; Agen Kurir|Kurir
        49422; Sewa mobil dengan sopir; 40; 70; 1; 0.05; Travel|Angkutan
        52240; Bongkar muat; 6; 190; 12; 0.02; Bongkar Muat
    """),
    *_section("I", """
        56102; Rumah makan; 400; 85; 1.3; 0.55; Rumah Makan|Ampera|RM
        56103; Kedai makanan; 420; 55; 0.4; 0.62; Kedai|Mie Sagu|Kedai Nasi
        56104; Makanan keliling; 320; 34; 0.1; 0.40; Bakso|Sate|Gorengan
        56303; Kedai kopi; 190; 70; 0.8; 0.30; Kedai Kopi|Kafe
        56304; Kedai minuman; 255; 38; 0.2; 0.58; Es|Jus|Kedai Minum
        56290; Jasa boga; 70; 75; 1.5; 0.85; Katering|Dapur
        55120; Hotel melati; 14; 220; 9; 0.30; Wisma|Penginapan
        55130; Pondok wisata; 14; 65; 1; 0.40; Pondok Wisata|Homestay; coast
    """),
    *_section("J", """
        61994; Warung internet; 60; 45; 0.6; 0.25; Warnet|Net
        59112; Rekaman video; 12; 50; 0.5; 0.15; Video|Studio
        62019; Pembuatan aplikasi; 4; 90; 2; 0.20; Solusi
    """),
    *_section("K", """
        66; Agen asuransi dan layanan keuangan; 14; 70; 1.5; 0.45; Agen
        64; Gadai swasta; 4; 190; 8; 0.40; Gadai
    """),
    *_section("L", "68111; Rumah sewa; 75; 45; 0.8; 0.50; Kos|Rumah Sewa|Kontrakan"),
    *_section("M", """
        74201; Fotografi; 34; 45; 0.4; 0.20; Studio Foto|Foto
        71101; Gambar bangunan; 5; 110; 3; 0.20; Arsitek
        69; Pembukuan dan pajak; 4; 90; 2; 0.55; Kantor Jasa
    """),
    *_section("N", """
        82190; Fotokopi; 70; 58; 0.6; 0.45; Fotokopi
        77100; Sewa mobil; 30; 95; 2.5; 0.10; Rental|Sewa Mobil
        79111; Agen perjalanan; 12; 130; 4; 0.45; Tour|Wisata
        81210; Jasa kebersihan; 6; 120; 6; 0.40; Bersih
        77; Sewa alat pesta; 30; 60; 1; 0.50; Pelaminan|Tenda
    """),
    *_section("P", """
        85495; Bimbingan belajar; 40; 48; 0.6; 0.70; Bimbel|Rumah Belajar
        85499; Kursus; 26; 42; 0.5; 0.60; Kursus
    """),
    *_section("Q", """
        86901; Praktik bidan; 30; 85; 1; 0.97; Bidan|Praktik
        86105; Klinik; 5; 230; 10; 0.60; Klinik
    """),
    *_section("R", """
        93; Olahraga dan rekreasi; 26; 60; 1.2; 0.20; Futsal|Pemancingan|Kolam
        90; Sanggar seni; 12; 26; 0.1; 0.55; Sanggar|Kompang
    """),
    *_section("S", """
        96112; Salon kecantikan; 150; 38; 0.2; 0.92; Salon|Rias
        96111; Pangkas rambut; 110; 34; 0.1; 0.03; Pangkas
        96200; Penatu; 170; 42; 0.3; 0.70; Laundry|Penatu
        95120; Servis telepon genggam; 70; 44; 0.3; 0.08; Servis Ponsel
        95210; Servis elektronik; 60; 38; 0.2; 0.03; Servis
        95291; Permak pakaian; 40; 24; 0.1; 0.70; Permak|Vermak
    """),
]  # fmt: skip


def of(inland: bool) -> list[Trade]:
    """The trades of a kecamatan with or without a coast."""
    return [one for one in TRADES if one.where != (COAST if inland else INLAND)]
