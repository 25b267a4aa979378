"""What the headings of a work programme's workbook mean."""

from registry.imports.headings import HeadingDictionary

PLANS = HeadingDictionary(
    {
        "number": "No|Nomor|No Urut",
        "code": "Kode|Kode Program|Kode Program/Kegiatan|Kode Program/Kegiatan/Sub Kegiatan"
        "|Kode Kegiatan|Kode Sub Kegiatan|Kode Nomenklatur",
        "name": "Program/Kegiatan|Nama|Uraian|Program dan Kegiatan|Nomenklatur"
        "|Program/Kegiatan/Sub Kegiatan|Nama Program/Kegiatan|Nama Program/Kegiatan/Sub Kegiatan"
        "|Urusan/Program/Kegiatan|Program",
        "goal": "Sasaran|Sasaran Program|Sasaran Kegiatan|Sasaran Strategis",
        "output": "Keluaran|Output|Keluaran (Output)|Hasil",
        "indicator": "Indikator|Indikator Kinerja|Indikator Kinerja Program/Kegiatan",
        "unit": "Satuan|Satuan Target",
        "target": "Target|Target Kinerja|Volume|Target Capaian Kinerja",
        "place": "Lokasi|Lokasi Kegiatan",
        "fund_source": "Sumber Dana|Sumber Pendanaan",
        "office": "Penanggung Jawab|Kode Kantor|Kantor|Unit Kerja|Bidang|Unit Pelaksana"
        "|Penanggungjawab",
        "pagu": "Pagu|Pagu Indikatif|Anggaran|Jumlah Anggaran|Pagu Anggaran|Jumlah Pagu"
        "|Kebutuhan Dana/Pagu Indikatif|Pagu DPA",
        "uid": "Kode Portal|ID Portal",
    },
    required=("code", "pagu"),
    amounts=("pagu",),
)
TEXTS = ("goal", "output", "indicator", "unit", "place")
