"""What the database refuses of accounts; apart, because rows were filled in before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_account_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bankaccount",
            name="entered_at",
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_change", False)),
                fields=("entity",),
                name="people_bankaccount_one_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at__isnull", True), ("declined_at__isnull", True)),
                fields=("entity",),
                name="people_bankaccount_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_change", True),
                    models.Q(("confirmed_at__isnull", False), ("declined_at__isnull", True)),
                    _connector="OR",
                ),
                name="people_bankaccount_first_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_change", False),
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(("confirmed_at__isnull", False), ("entered_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("entered_by__isnull", False),
                        models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="people_bankaccount_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at__isnull", True), ("declined_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("declined_at__isnull", False),
                        ("declined_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="people_bankaccount_declined_by_and_at",
            ),
        ),
    ]
