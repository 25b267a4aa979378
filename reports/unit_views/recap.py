"""The recap of accepted reports: the newest one, one period or year, in print, as a file."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bengkalis.access import Permission, demands
from bengkalis.exports import MIME, download_response
from bengkalis.tables import Column, Table
from bengkalis.values import MONTHS
from reports.enums import Rhythm
from reports.models import ReportPeriod
from reports.periods import Standing
from reports.reach import offices_of
from reports.recap import PHOTOS, ROWS, Figure, Line, Recap, Span, newest, recap_of
from reports.statistics.charts import NARROW, WIDE, stacked_bars
from reports.statistics.cube import Category, Cube, Dimension, StatTable, Text
from reports.statistics.definitions import SOURCE
from reports.statistics.svg import Words

YEAR = "tahun"
RHYTHMS = ((Rhythm.MONTHLY, "Bulanan"), (Rhythm.QUARTERLY, "Triwulanan"), (YEAR, "Setahun"))


@require_safe
@demands(Permission.VIEW_REPORTS)
def report_recap(request):
    """The newest period with accepted reports of the year and rhythm asked for."""
    rhythm, year = request.GET.get("irama", ""), request.GET.get("tahun", "")
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    if rhythm == YEAR and number:
        return redirect("report-recap-period", period=str(number))
    found = newest(rhythm if rhythm in Rhythm.values else "", number)
    if found:
        return redirect("report-recap-period", period=found.code)
    return render(request, "reports/unit/recap/none.html", _chooser(rhythm, number))


@require_safe
@demands(Permission.VIEW_REPORTS)
def report_recap_period(request, period: str):
    return render(request, "reports/unit/recap/recap.html", _page(request, period))


@require_safe
@demands(Permission.VIEW_REPORTS)
def report_recap_print(request, period: str):
    return render(request, "reports/unit/recap/print.html", _page(request, period))


@require_safe
@demands(Permission.VIEW_REPORTS)
def report_recap_download(request, period: str):
    """The recap as a file; with an unknown format, the page says which there are."""
    recap, fmt = _found(period), request.GET.get("format", "xlsx")
    if fmt not in MIME:
        said = f"Format “{fmt[:20]}” tidak ada; pilih {', '.join(MIME)}."
        context = {**_page(request, period), "problem": said}
        return render(request, "reports/unit/recap/recap.html", context, status=400)
    table = _table(recap, _seen(request.user, recap))
    return download_response(table, fmt, f"rekap-laporan-upt-{recap.span.code}")


def _found(period: str) -> Recap:
    span = Span.of(period)
    recap = recap_of(span) if span else None
    if recap is None or not recap.standings:
        raise Http404
    return recap


def _seen(user, recap: Recap) -> list:
    """The offices whose columns ``user`` sees; the total is for everybody who sees reports."""
    reach = offices_of(user, Permission.VIEW_REPORTS)
    return [one for one in recap.offices if reach.everywhere or one.pk in reach.offices]


def _page(request, period: str) -> dict:
    recap = _found(period)
    offices = _seen(request.user, recap)
    seen = {one.pk for one in offices}
    span, missing = recap.span, [one for one in recap.missing if one.duty.office_id in seen]
    return {
        **_chooser(YEAR if span.is_year else span.rhythm, span.year),
        "recap": recap,
        "span": span,
        "offices": [(one, recap.coverage(one)) for one in offices],
        "rows": [_row(line, offices) for line in recap.lines],
        "missing": [(one, _state(one, request.user)) for one in missing],
        "missing_elsewhere": len(recap.missing) - len(missing),
        "problems": recap.problems(seen),
        "is_demo": _is_demo(recap),
        "problem": "",
        **_chart(request.GET.get("grafik", ""), recap, offices),
    }


def _is_demo(recap: Recap) -> bool:
    return any(one.accepted and one.accepted.is_demo for one in recap.standings)


def _row(line: Line, offices: list) -> dict:
    return {
        "question": line.question,
        "figures": [(office, line.by_office[office.pk]) for office in offices],
        "total": line.total,
    }


def _state(one: Standing, user) -> str:
    """Where the report is; a draft is no business of the dinas before it was filed."""
    if one.newest is None:
        return "Belum diisi"
    filed = one.newest.first_filed_at is not None
    own = one.duty.office_id in offices_of(user, Permission.FILE_REPORTS).offices
    return one.newest.get_state_display() if filed or own else "Belum dikirim"


def _chooser(rhythm: str, year: int | None) -> dict:
    """Years and rhythms to choose from, and the periods of what is chosen."""
    rows = list(ReportPeriod.objects.filter(duties__isnull=False).distinct())
    of = Rhythm.MONTHLY if rhythm == YEAR else rhythm
    shown = sorted(
        (one for one in rows if one.rhythm == of and one.year == year), key=lambda o: o.number
    )
    return {
        "years": sorted({one.year for one in rows}, reverse=True),
        "rhythms": RHYTHMS,
        "rhythm": rhythm,
        "year": year,
        "periods": [(one.code, _short(one)) for one in shown],
        "offers_year": of == Rhythm.MONTHLY and bool(shown),
    }


def _short(period: ReportPeriod) -> str:
    monthly = period.rhythm == Rhythm.MONTHLY
    return MONTHS[period.number - 1] if monthly else str(period).rpartition(" ")[0]


def _chart(key: str, recap: Recap, offices: list) -> dict:
    """Bars of one question, for whoever sees more than one office."""
    lines = {one.question.key: one for one in recap.lines if one.total.given}
    plain = [one for code, one in lines.items() if not code.startswith((ROWS, PHOTOS))]
    line = lines.get(key) or next(iter(plain), None)
    if line is None or len(offices) < 2:
        return {"chart": None, "chart_choices": []}
    cube, words = _bars(line, offices, recap.span)
    drawn = [stacked_bars(cube, words, {"nilai": "s1"}, f"rekap-{w}", w) for w in (WIDE, NARROW)]
    choices = [(one.question.key, one.question.label) for one in lines.values()]
    chart = {"words": words, "wide": drawn[0], "narrow": drawn[1], "key": line.question.key}
    return {"chart": chart, "chart_choices": choices}


def _bars(line: Line, offices: list, span: Span) -> tuple[Cube, Words]:
    label = line.question.label
    units = tuple(Category(one.code, Text(one.name, one.name)) for one in offices)
    series = (Category("nilai", Text(label, label)),)
    values = {(one.code, "nilai"): line.by_office[one.pk].value for one in offices}
    marks = {cell: ":" for cell, value in values.items() if value is None}
    axes = (
        Dimension("office", Text("UPT", "UPT"), units),
        Dimension("series", Text("isi", "contents"), series),
    )
    title = f"{label}, {span}"
    cube = Cube(StatTable("rekap", Text(title, title), SOURCE), axes, values, marks)
    return cube, Words(title, f"Batang mendatar: {len(offices)} UPT.", line.question.unit)


def _table(recap: Recap, offices: list) -> Table:
    names = [one.name for one in offices]
    once = len(set(names)) == len(names)
    columns = (
        Column("section", "Bagian"),
        Column("question", "Isian"),
        Column("unit", "Satuan"),
        Column("recap", "Cara"),
        *(Column(f"u{one.pk}", one.name if once else one.code, "integer") for one in offices),
        Column("total", "Jumlah semua UPT", "integer"),
        Column("given", "Laporan yang menjawab", "integer"),
        Column("asked", "Laporan yang ditunggu", "integer"),
        Column("percent", "Cakupan laporan", "percent", "persen"),
        Column("places", "Cakupan kecamatan", "percent", "persen"),
        Column("until", "Keadaan"),
        Column("mark", "Tanda"),
    )
    rows = [_cells(line, offices) for line in recap.lines]
    source = SOURCE.id
    return Table(f"Rekap laporan UPT, {recap.span}", columns, rows, _notes(recap, offices), source)


def _cells(line: Line, offices: list) -> tuple:
    asked, total = line.question, line.total
    return (
        asked.section,
        asked.label,
        asked.unit,
        "dijumlahkan" if asked.recap == "sum" else "keadaan terakhir",
        *(line.by_office[one.pk].value for one in offices),
        total.value,
        total.given,
        total.asked,
        total.percent,
        total.places_percent,
        _until(line, offices),
        "sementara" if total.is_provisional else "",
    )


def _until(line: Line, offices: list) -> str:
    """Which month a last value is of, office by office where they differ."""
    days = [(one.name, line.by_office[one.pk].until) for one in offices]
    known = [(name, day) for name, day in days if day]
    if len({day.pk for _, day in known}) == 1 and _same(line.total, known):
        return str(known[0][1])
    return "; ".join(f"{name}: {day}" for name, day in known)


def _same(total: Figure, known: list) -> bool:
    return total.until is not None and total.until.pk == known[0][1].pk


def _notes(recap: Recap, offices: list) -> tuple[str, ...]:
    whole = recap.overall
    lines = [
        f"Diunduh {timezone.localtime():%d-%m-%Y %H.%M}.",
        "Hanya laporan yang sudah diterima. Laporan nihil dihitung 0 pada isian yang dijumlahkan.",
        f"Laporan diterima {whole.given} dari {whole.asked}. "
        f"Sementara: cakupan di bawah {recap.limit} persen.",
    ]
    seen = {one.pk for one in offices}
    out = [str(one.duty) for one in recap.missing if one.duty.office_id in seen]
    lines += [f"Belum diterima: {'; '.join(out)}."] if out else []
    if _is_demo(recap):
        lines.append("Memuat data CONTOH.")
    return (*lines, f"Alamat: {reverse('report-recap-period', args=[recap.span.code])}")
