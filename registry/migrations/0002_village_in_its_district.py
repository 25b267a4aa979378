"""A cooperative's village lies in its kecamatan: a foreign key over both columns.

Django has no composite foreign keys; MATCH SIMPLE lets a cooperative without a village pass.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE registry_cooperative ADD CONSTRAINT cooperative_village_in_district"
            " FOREIGN KEY (village_id, district_id)"
            " REFERENCES registry_village (id, district_id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE registry_cooperative DROP CONSTRAINT cooperative_village_in_district",
        )
    ]
