"""The states of what the Ban typed for a unit are named; no stored value changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("models_registry", "0027_wards")]

    operations = [
        migrations.AlterField(
            "initiative",
            "behalf",
            models.CharField(
                blank=True,
                choices=[
                    ("", "Không nhập hộ"),
                    ("WAITING", "Chờ đơn vị xác nhận"),
                    ("CONFIRMED", "Đơn vị đã xác nhận"),
                    ("DISPUTED", "Đơn vị không đồng ý"),
                    ("SETTLED", "Đã rút do đơn vị không đồng ý"),
                ],
                default="",
                max_length=10,
            ),
        ),
    ]
