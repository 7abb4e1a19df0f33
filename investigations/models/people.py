"""Who is there?  People of a school, the offices they hold by date, and accounts to sign in with."""

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone

from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office

from .schools import School


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A technical administrator: no case content follows from it."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account, signed in to by e-mail.  Who it is at a school is a Person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.email


class PersonQuerySet(models.QuerySet["Person"]):
    def at(self, school: School) -> "PersonQuerySet":
        return self.filter(school=school)

    def holding(self, *offices: Office, on: date | None = None) -> "PersonQuerySet":
        """People who hold one of the offices on that day (today without one)."""
        day = on or timezone.localdate()
        return self.filter(
            models.Q(offices__ends=None) | models.Q(offices__ends__gte=day),
            offices__office__in=offices,
            offices__starts__lte=day,
        ).distinct()

    def grown_ups(self) -> "PersonQuerySet":
        return self.exclude(kind=PersonKind.PUPIL)


class Person(models.Model):
    """Somebody known to a school, with or without an account.

    A pupil's `name` is a pseudonym ("Pupil C"); `key` may point at the school's own register, which is kept elsewhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    kind = models.CharField(max_length=20, choices=PersonKind.choices(), default=PersonKind.STAFF)
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    key = models.CharField(max_length=60, blank=True)
    left_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "user"], name="one_person_a_school_for_each_account"),
        ]
        indexes = [models.Index(fields=["school", "name"])]

    def __str__(self) -> str:
        return self.name

    def holds(self, *offices: Office, on: date | None = None) -> bool:
        return bool(set(offices) & set(self.current_offices(on)))

    def current_offices(self, on: date | None = None) -> list[Office]:
        day = on or timezone.localdate()
        return [
            Office(held.office)
            for held in self.offices.all()
            if held.starts <= day and (held.ends is None or held.ends >= day)
        ]

    @property
    def description(self) -> str:
        """The job title or the highest office, for lists of people."""
        if self.job_title:
            return self.job_title
        offices = sorted(self.current_offices(), key=list(Office).index)
        return offices[0].label if offices else PersonKind(self.kind).label


class OfficeHeld(models.Model):
    """One office, from a day to a day (open while `ends` is empty)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="offices")
    office = models.CharField(max_length=20, choices=Office.choices())
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gte=models.F("starts")),
                name="office_ends_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["office", "starts"])]

    def __str__(self) -> str:
        return f"{self.person}: {Office(self.office).label}"
