"""A NIK koperasi is unique among the cooperatives that stand: a merged row may keep its own, by which
lists still find it, without keeping the survivor from being given the same."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0003_register_in_full")]

    operations = [
        migrations.RemoveConstraint(model_name="cooperative", name="cooperative_nik_unique"),
        migrations.AddConstraint(
            model_name="cooperative",
            constraint=models.UniqueConstraint(
                fields=["nik_koperasi"],
                condition=Q(merged_into__isnull=True),
                name="cooperative_nik_unique",
                violation_error_message="NIK koperasi ini sudah dipakai koperasi lain.",
            ),
        ),
    ]
