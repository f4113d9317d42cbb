"""The two questions every list of a ward's rows answers before anything else: which ward, and who asks."""

from typing import Self

from django.db import models

from core.actor import Actor


class ScopedQuerySet(models.QuerySet):
    def of_ward(self, ward) -> Self:
        """Rows of one ward, given as the organization or its key."""
        return self.filter(ward=getattr(ward, "pk", ward))

    def visible_to(self, actor: Actor) -> Self:
        """Rows the actor may read. Every scoped model says which; forgetting it is an error, not an open door."""
        raise NotImplementedError(f"{type(self).__name__} does not say who may read its rows")
