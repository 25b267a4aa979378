"""What the database refuses of papers, signatures and their files, in PL/pgSQL."""

# Triggers are put together from our own sentences and names of our own tables.
# ruff: noqa: S608
from programs.models.refusing import refuse

# An earlier one, so no ring; of the same post or person and year.
SAME_SUBJECT = f"""
    IF NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM programs_paper p WHERE p.id = NEW.supersedes_id AND p.id < NEW.id
        AND (p.kind, p.year, p.subject) = (NEW.kind, NEW.year, NEW.subject)
    ) THEN {refuse("Naskah menggantikan naskah sebelumnya dari jabatan dan tahun yang sama.")}
    END IF;
"""

LIFE = f"""
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('rancangan', 'ditandatangani'), ('ditandatangani', 'rancangan'),
        ('ditandatangani', 'berlaku'), ('berlaku', 'digantikan'), ('berlaku', 'dicabut')
    ) THEN {refuse("Dari keadaan % tidak ada langkah ke %.", "OLD.state", "NEW.state")} END IF;
    IF (NEW.uid, NEW.code, NEW.kind, NEW.year, NEW.subject, NEW.parties, NEW.is_demo)
        IS DISTINCT FROM
        (OLD.uid, OLD.code, OLD.kind, OLD.year, OLD.subject, OLD.parties, OLD.is_demo)
    THEN {refuse("Kode, jenis, tahun, dan jabatan naskah tidak berubah.")} END IF;
    IF OLD.state <> 'rancangan' AND NEW.state <> 'rancangan'
        AND (NEW.title, NEW.content, NEW.content_sha256, NEW.round, NEW.supersedes_id, NEW.dated_on)
        IS DISTINCT FROM
        (OLD.title, OLD.content, OLD.content_sha256, OLD.round, OLD.supersedes_id, OLD.dated_on)
    THEN {refuse("Naskah yang sudah dibuka untuk ditandatangani tidak dapat diubah.")} END IF;
    IF NEW.round <> OLD.round AND NOT (OLD.state = 'rancangan' AND NEW.state = 'ditandatangani')
    THEN {refuse("Putaran tanda tangan hanya maju dengan pembukaan naskah.")} END IF;
    IF OLD.state IN ('berlaku', 'digantikan', 'dicabut')
        AND (NEW.opened_at, NEW.in_force_at) IS DISTINCT FROM (OLD.opened_at, OLD.in_force_at)
    THEN {refuse("Waktu naskah dibuka dan berlaku tidak berubah.")} END IF;
    IF OLD.state IN ('digantikan', 'dicabut')
        AND (NEW.superseded_at, NEW.revoked_at, NEW.revoked_by_id, NEW.reason)
        IS DISTINCT FROM (OLD.superseded_at, OLD.revoked_at, OLD.revoked_by_id, OLD.reason)
    THEN {refuse("Naskah yang tidak lagi berlaku tidak dapat diubah.")} END IF;
    IF OLD.state = 'rancangan' AND NEW.state = 'ditandatangani' AND NEW.round <> OLD.round + 1
    THEN {refuse("Setiap pembukaan naskah adalah putaran berikutnya.")} END IF;
    IF NEW.state = 'rancangan' AND OLD.state = 'ditandatangani' AND EXISTS (
        SELECT FROM programs_paperfile f WHERE f.paper_id = NEW.id
    ) THEN {refuse("Naskah yang PDF-nya sudah dibuat tidak ditarik kembali.")} END IF;
    IF NEW.state = 'berlaku' AND OLD.state = 'ditandatangani' AND (
        (SELECT count(*) FROM programs_signature s WHERE s.paper_id = NEW.id
            AND s.round = NEW.round AND s.content_sha256 = NEW.content_sha256) <> NEW.parties
        OR NOT EXISTS (SELECT FROM programs_paperfile f WHERE f.paper_id = NEW.id)
    ) THEN {refuse("Naskah berlaku setelah semua pihak menandatangani dan PDF dibuat.")} END IF;
    IF NEW.state = 'digantikan' AND OLD.state = 'berlaku' AND NOT EXISTS (
        SELECT FROM programs_paper p JOIN programs_paperfile f ON f.paper_id = p.id
        WHERE p.supersedes_id = NEW.id AND p.state = 'ditandatangani'
    ) THEN {refuse("Naskah hanya digantikan oleh naskah lain.")} END IF;
    {SAME_SUBJECT}
    RETURN NEW;
"""

BIRTH = f"""
    IF NEW.state <> 'rancangan' OR NEW.round <> 0 THEN
        {refuse("Naskah dimulai sebagai rancangan.")}
    END IF;
    {SAME_SUBJECT}
    RETURN NEW;
"""

ALL_SIGNED = f"""
    PERFORM FROM programs_paper p WHERE p.id = NEW.paper_id AND p.state = 'ditandatangani'
        AND p.parties = (SELECT count(*) FROM programs_signature s WHERE s.paper_id = p.id
            AND s.round = p.round AND s.content_sha256 = p.content_sha256)
        FOR NO KEY UPDATE;
    IF NOT FOUND THEN {refuse("PDF dibuat setelah semua pihak menandatangani.")} END IF;
    RETURN NEW;
"""

IN_ORDER = f"""
    SELECT * INTO paper FROM programs_paper p WHERE p.id = NEW.paper_id FOR NO KEY UPDATE;
    IF paper.state <> 'ditandatangani' OR NEW.round <> paper.round
        OR NEW.content_sha256 <> paper.content_sha256
    THEN {refuse("Naskah ini tidak sedang menunggu tanda tangan atas isi itu.")} END IF;
    IF NEW.place <> 1 + (SELECT count(*) FROM programs_signature s
        WHERE s.paper_id = NEW.paper_id AND s.round = NEW.round)
        OR NEW.place > paper.parties
    THEN {refuse("Tanda tangan dibubuhkan menurut urutan pihak.")} END IF;
    party := paper.content::jsonb -> 'parties' -> (NEW.place - 1);
    IF (NEW.part, NEW.name, NEW.nip, NEW.rank, NEW.position) IS DISTINCT FROM (
        party ->> 'part', party ->> 'name', party ->> 'nip', party ->> 'rank', party ->> 'position')
    THEN {refuse("Penanda tangan bukan pihak yang disebut naskah pada urutan itu.")} END IF;
    IF NOT EXISTS (
        SELECT FROM (
            SELECT a.paper_id, ARRAY[a.first_id, a.second_id] AS held FROM programs_agreement a
            UNION ALL SELECT t.paper_id, ARRAY[t.maker_id, t.witness_id] FROM programs_pact t
        ) p JOIN registry_incumbency h ON h.id = p.held[NEW.place]
        JOIN registry_official o ON o.id = h.official_id
        WHERE p.paper_id = NEW.paper_id AND o.id = NEW.official_id
        AND (NEW.user_id IS NULL OR NEW.user_id = o.user_id)
    ) THEN {refuse("Tanda tangan itu bukan dari pejabat atau akun pihaknya sendiri.")} END IF;
    RETURN NEW;
"""

OF_INK = f"""
    IF NOT EXISTS (
        SELECT FROM programs_signature s WHERE s.id = NEW.signature_id AND s.kind = 'pindaian'
    ) THEN {refuse("Hanya tanda tangan dengan pindaian yang punya pindaian.")} END IF;
    RETURN NEW;
"""
