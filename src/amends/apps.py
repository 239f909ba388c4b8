"""The one Django app of the house, and what it borrows from Django's own."""

from django.apps import AppConfig


class AmendsConfig(AppConfig):
    """One app, one migrations folder; the rooms and subjects are below it."""

    name = "amends"
    default_auto_field = "django.db.models.BigAutoField"


class SignInConfig(AppConfig):
    """
    Django's sign-in without its groups and permissions, which ours replace.

    Its models must be importable for `request.user` to work. They get no tables (MIGRATION_MODULES in the settings),
    and since this is not Django's own AppConfig, nothing tries to fill those tables after each migration.
    """

    name = "django.contrib.auth"
    default_auto_field = "django.db.models.AutoField"


class TypesForSignInConfig(AppConfig):
    """Needed by Django's sign-in models; without a table, like them."""

    name = "django.contrib.contenttypes"
    default_auto_field = "django.db.models.AutoField"
