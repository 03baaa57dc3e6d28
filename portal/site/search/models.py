"""What the public can find: one row per page that is published, whoever published it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from portal.reference.text import pick


class SearchEntry(models.Model):
    """One page that can be found, known by `kind` and `key` to the app that published it.

    `title_words`, `sounds` and `words` are what is searched (portal.site.search.words); `words` holds the other two. `day` is
    the day that the page itself is of. `center` is None for what is national.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=120)
    url = models.CharField(max_length=400)
    title_zh = models.CharField(max_length=300, blank=True)
    title_en = models.CharField(max_length=400, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    title_words = models.TextField()
    sounds = models.TextField(blank=True)
    words = models.TextField()
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    industries = ArrayField(models.CharField(max_length=1), default=list, blank=True)
    ip_kinds = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    day = models.DateField(null=True)
    center = models.ForeignKey("tenancy.Center", null=True, on_delete=models.CASCADE, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="search_entry_once", fields=["kind", "key"]),
            models.CheckConstraint(name="search_entry_has_title", condition=~Q(title_zh="", title_en="")),
            # An address of this portal: what is found never leads elsewhere.
            models.CheckConstraint(name="search_entry_own_address", condition=Q(url__regex=r"^/([^/\\\s][^\\\s]*)?$")),
        ]
        indexes = [models.Index(models.F("day").desc(nulls_last=True), models.F("id").desc(), name="search_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language, else in the other."""
        return pick(self.title_zh, self.title_en)
