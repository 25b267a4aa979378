"""What the database refuses of plans, their versions and rows, in PL/pgSQL."""

# Triggers are put together from our own sentences and names of our own tables.
# ruff: noqa: S608
from programs.models.refusing import refuse

NEVER_BELOW_REALISED = f"""
    IF NEW.state = 'disahkan' AND (TG_OP = 'INSERT' OR OLD.state <> 'disahkan') THEN
        PERFORM FROM programs_plan p WHERE p.id = NEW.plan_id FOR UPDATE;
        SELECT i.code INTO culprit FROM programs_realisation m
            JOIN programs_planline l ON l.id = m.line_id AND l.plan_id = NEW.plan_id
            JOIN programs_nomenclatureitem i ON i.id = l.item_id
            LEFT JOIN programs_planrow r ON r.line_id = l.id AND r.budget_id = NEW.id
            WHERE m.amount > coalesce(r.pagu, 0) ORDER BY i.code LIMIT 1;
        IF culprit IS NOT NULL THEN
            {refuse("Pagu % akan lebih kecil daripada realisasinya.", "culprit")}
        END IF;
    END IF;
    RETURN NEW;
"""

LIFE = f"""
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draf' THEN {refuse("Versi pagu dimulai sebagai draf.")} END IF;
        RETURN NEW;
    END IF;
    IF (NEW.plan_id, NEW.sequence, NEW.uid) IS DISTINCT FROM (OLD.plan_id, OLD.sequence, OLD.uid)
    THEN {refuse("Tahun dan urutan versi pagu tidak berubah.")} END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draf', 'diajukan'), ('diajukan', 'draf'), ('diajukan', 'disahkan')
    ) THEN {refuse("Dari keadaan % tidak ada langkah ke %.", "OLD.state", "NEW.state")} END IF;
    RETURN NEW;
"""

OF_ITS_LINE = f"""
    SELECT l.item_id, i.level INTO NEW.item_id, NEW.level
        FROM programs_planline l JOIN programs_nomenclatureitem i ON i.id = l.item_id
        JOIN programs_budgetversion v ON v.id = NEW.budget_id AND v.plan_id = l.plan_id
        WHERE l.id = NEW.line_id;
    IF NEW.item_id IS NULL THEN {refuse("Baris dan versi pagu bukan dari tahun yang sama.")} END IF;
"""

# At the end of the transaction: every parent is there, and states the sum of its children.
ADDS_UP = f"""
    SELECT i.code INTO culprit
    FROM programs_planrow r
    JOIN programs_nomenclatureitem i ON i.id = r.item_id
    JOIN programs_budgetversion v ON v.id = r.budget_id
    JOIN programs_plan p ON p.id = v.plan_id
    JOIN programs_nomenclatureedition e ON e.id = p.edition_id
    WHERE r.budget_id = coalesce(NEW.budget_id, OLD.budget_id)
    AND (
        r.item_id IN (NEW.item_id, OLD.item_id) OR i.parent_id IN (NEW.item_id, OLD.item_id)
        OR r.item_id IN (SELECT c.parent_id FROM programs_nomenclatureitem c
            WHERE c.id IN (NEW.item_id, OLD.item_id))
    )
    AND (
        (i.parent_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM programs_planrow u
            WHERE u.budget_id = r.budget_id AND u.item_id = i.parent_id))
        OR (r.level <> e.leaf_level AND r.pagu <> (
            SELECT coalesce(sum(c.pagu), 0) FROM programs_planrow c
            JOIN programs_nomenclatureitem ci ON ci.id = c.item_id
            WHERE c.budget_id = r.budget_id AND ci.parent_id = r.item_id))
    )
    ORDER BY i.code LIMIT 1;
    IF culprit IS NOT NULL THEN
        {refuse("Pagu % tidak sama dengan jumlah rinciannya, atau induknya tidak ada.", "culprit")}
    END IF;
    RETURN NULL;
"""
