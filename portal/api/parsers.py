"""Bodies: JSON of bounded size and depth, without text that no database can store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from portal.api.errors import TooLarge

_HALF = re.compile("[\ud800-\udfff]")


class BoundedJSONParser(JSONParser):
    """Refuse what is larger than DATA_UPLOAD_MAX_MEMORY_SIZE (413), nested without end, or holds half a character.

    The framework's own parser reads the stream past Django's limit.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {})["request"]
        length = str(request.META.get("CONTENT_LENGTH") or 0)
        if not length.isdecimal() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            data = super().parse(stream, media_type, parser_context)
            whole = _is_whole(data)
        except RecursionError as error:
            raise ParseError(_("This JSON is nested too deeply.")) from error
        if not whole:
            raise ParseError(_("This JSON holds half a character (a lone surrogate), which cannot be stored."))
        return data


def _is_whole(value: Any) -> bool:
    """Say whether every text in a JSON value is made of whole characters."""
    if isinstance(value, str):
        return _HALF.search(value) is None
    if isinstance(value, list):
        return all(_is_whole(each) for each in value)
    if isinstance(value, dict):
        return all(_is_whole(key) and _is_whole(each) for key, each in value.items())
    return True
