"""The language a person chose, kept where every page looks for it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseBase


def speak(response: HttpResponseBase, language: str) -> None:
    """Have the pages after this response drawn in `language` (the cookie that the language button sets too)."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
