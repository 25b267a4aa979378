"""What Django has no word for: foreign keys over two columns, each to a column that must agree.

A village lies in its kecamatan, a KBLI division in its section (MATCH SIMPLE lets a row without one
pass), and every year carries what decides its class under PP 7/2021, following the enterprise.
"""

from django.db import migrations

KEYS = {
    "registry_enterprise": {
        "enterprise_village_in_district": "(village_id, district_id)"
        " REFERENCES registry_village (id, district_id)",
        "enterprise_division_in_section": "(section_id, division)"
        " REFERENCES registry_kblidivision (section_id, code)",
    },
    "registry_enterpriseyear": {
        "enterprise_year_basis": "(enterprise_id, pp7_basis)"
        " REFERENCES registry_enterprise (id, pp7_basis) ON UPDATE CASCADE ON DELETE CASCADE",
    },
}


def statements():
    for table, keys in KEYS.items():
        for name, key in keys.items():
            yield migrations.RunSQL(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {key}"
                " DEFERRABLE INITIALLY DEFERRED",
                f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            )


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_enterprises")]

    operations = [*statements()]
