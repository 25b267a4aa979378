"""What the database refuses of periods, duties, reports and what belongs to them, in PL/pgSQL."""

# Triggers are put together from our own sentences and names of our own tables.
# ruff: noqa: S608
from programs.models.refusing import refuse

SAME_PERIOD = f"""
    IF (NEW.rhythm, NEW.year, NEW.number) IS DISTINCT FROM (OLD.rhythm, OLD.year, OLD.number)
        OR (NEW.form_id <> OLD.form_id AND EXISTS (
            SELECT FROM reports_unitreport r JOIN reports_reportduty d ON d.id = r.duty_id
            WHERE d.period_id = OLD.id))
    THEN {refuse("Periode dan formulirnya tidak berubah setelah ada laporan.")} END IF;
    RETURN NEW;
"""

EXTENDED_BEYOND = f"""
    IF NEW.extended_to IS NOT NULL AND NEW.extended_to <= (
        SELECT due_on FROM reports_reportperiod p WHERE p.id = NEW.period_id)
    THEN {refuse("Perpanjangan harus melewati batas waktu periode.")} END IF;
    IF TG_OP = 'UPDATE' AND (NEW.period_id, NEW.office_id) <> (OLD.period_id, OLD.office_id)
    THEN {refuse("Kewajiban lapor tidak berpindah kantor atau periode.")} END IF;
    RETURN NEW;
"""

BIRTH = f"""
    IF NEW.state <> 'draf' OR NEW.first_filed_at IS NOT NULL THEN
        {refuse("Laporan dimulai sebagai draf.")}
    END IF;
    PERFORM FROM reports_reportduty d WHERE d.id = NEW.duty_id FOR NO KEY UPDATE;
    IF NEW.corrects_id IS NULL AND (NEW.revision <> 1 OR EXISTS (
        SELECT FROM reports_unitreport r WHERE r.duty_id = NEW.duty_id))
    THEN {refuse("Untuk periode ini sudah ada laporan.")} END IF;
    IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM reports_unitreport r WHERE r.id = NEW.corrects_id AND r.state = 'diterima'
        AND r.duty_id = NEW.duty_id AND r.revision = NEW.revision - 1)
    THEN {refuse("Koreksi dibuat atas laporan yang diterima.")} END IF;
    RETURN NEW;
"""

LIFE = f"""
    IF (NEW.uid, NEW.duty_id, NEW.revision, NEW.corrects_id, NEW.form_id, NEW.is_demo)
        IS DISTINCT FROM
        (OLD.uid, OLD.duty_id, OLD.revision, OLD.corrects_id, OLD.form_id, OLD.is_demo)
    THEN {refuse("Laporan tidak berpindah kantor, periode, atau formulir.")} END IF;
    IF OLD.first_filed_at IS NOT NULL
        AND NEW.first_filed_at IS DISTINCT FROM OLD.first_filed_at
    THEN {refuse("Waktu laporan pertama kali dikirim tidak berubah.")} END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draf', 'dikirim'), ('dikirim', 'draf'), ('dikirim', 'dikembalikan'),
        ('dikirim', 'terverifikasi'), ('terverifikasi', 'dikembalikan'),
        ('terverifikasi', 'diterima'), ('dikembalikan', 'dikirim'), ('diterima', 'digantikan'))
    THEN {refuse("Laporan % tidak dapat menjadi %.", "OLD.state", "NEW.state")} END IF;
    IF OLD.state NOT IN ('draf', 'dikembalikan') AND (NEW.values, NEW.context, NEW.submitted_by_id,
        NEW.submitted_at, NEW.filed_at, NEW.device_filed_at, NEW.clock, NEW.channel)
        IS DISTINCT FROM (OLD.values, OLD.context, OLD.submitted_by_id, OLD.submitted_at,
        OLD.filed_at, OLD.device_filed_at, OLD.clock, OLD.channel)
        AND NOT (OLD.state = 'dikirim' AND NEW.state = 'draf')
    THEN {refuse("Laporan yang sudah dikirim tidak dapat diubah.")} END IF;
    IF OLD.state IN ('diterima', 'digantikan') AND NEW.state = OLD.state THEN
        {refuse("Laporan yang diterima sudah tetap; buat koreksi.")}
    END IF;
    IF OLD.state = 'diterima' AND (NEW.accepted_by_id, NEW.accepted_at, NEW.verified_by_id,
        NEW.verified_at) IS DISTINCT FROM (OLD.accepted_by_id, OLD.accepted_at,
        OLD.verified_by_id, OLD.verified_at)
    THEN {refuse("Laporan yang diterima sudah tetap; buat koreksi.")} END IF;
    IF NEW.state = 'digantikan' AND OLD.state = 'diterima' AND NOT EXISTS (
        SELECT FROM reports_unitreport r WHERE r.corrects_id = NEW.id
        AND r.state = 'terverifikasi')
    THEN {refuse("Laporan hanya digantikan oleh koreksi yang terverifikasi.")} END IF;
    RETURN NEW;
"""

UNDELETED = refuse("Laporan yang pernah dikirim tidak dapat dihapus.")

PHOTO_LIFE = f"""
    IF (NEW.uid, NEW.report_id, NEW.path, NEW.sha256, NEW.size)
        IS DISTINCT FROM (OLD.uid, OLD.report_id, OLD.path, OLD.sha256, OLD.size)
        OR OLD.kept_at IS NOT NULL OR NEW.received < OLD.received
    THEN {refuse("Foto yang dikirim tidak dapat diganti.")} END IF;
    RETURN NEW;
"""
