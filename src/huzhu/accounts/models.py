"""People who log in. What they may see and do is an appointment (see organisations)."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """One log-in. `person_token` is the same for every account of one natural person."""

    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=64)
    person_token = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=8, default="zh-hans")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    has_demo_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return f"{self.display_name} ({self.username})"

    def get_full_name(self) -> str:
        return self.display_name
