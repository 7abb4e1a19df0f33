"""On which devices is an account of the school used, and since when may it be?"""

import uuid

from django.db import models
from django.utils import timezone

from investigations.procedure.sign_off import SIGNED, DeviceOwner, DeviceState

from .people import Person
from .policies import PolicyVersion
from .schools import School


class DeviceQuerySet(models.QuerySet["Device"]):
    def at(self, school: School) -> "DeviceQuerySet":
        return self.filter(person__school=school)

    def authorised(self) -> "DeviceQuerySet":
        return self.filter(state__in=[DeviceState.APPROVED, DeviceState.ACTIVE])


class Device(models.Model):
    """One person's use of an account on one device, from the request to its end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=120)
    purpose = models.TextField()
    state = models.CharField(max_length=20, choices=DeviceState.choices(), default=DeviceState.REQUESTED)
    state_since = models.DateTimeField(default=timezone.now)
    requested_at = models.DateTimeField(default=timezone.now)
    discussed_on = models.DateField(null=True, blank=True)
    agreed = models.TextField(blank=True)
    pin_seen_at = models.DateTimeField(null=True, blank=True)
    system = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=20, choices=DeviceOwner.choices(), blank=True)
    is_managed = models.BooleanField(default=False)
    approved_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    renew_on = models.DateField(null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"{self.name} of {self.person}"

    @property
    def school(self) -> School:
        return self.person.school

    @property
    def status(self) -> DeviceState:
        return DeviceState(self.state)

    @property
    def has_signed_the_policy_in_force(self) -> bool:
        """Asked of every policy in force: which of them speaks of devices is for people to read, not for a program."""
        today = timezone.localdate()
        in_force = PolicyVersion.objects.in_force(self.school, today)
        signed = self.person.sign_offs.filter(is_current=True, state__in=SIGNED)
        return not in_force.exclude(pk__in=signed.values("version")).exists()
