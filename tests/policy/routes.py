"""Walk the resolver: every route with the methods its view accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class Route:
    """One address: its policy name, its pattern in words, the methods its view takes (None: the view decides)."""

    name: str
    pattern: str
    methods: frozenset[str] | None
    # Where the view is written, as a dotted name.
    view: str


def walk(resolver: Any = None, namespaces: tuple[str, ...] = (), prefix: str = "") -> Iterator[Route]:
    """Yield every route below a resolver; two patterns may share a name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from walk(entry, inner, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            name = ":".join([*namespaces, entry.name or entry.lookup_str])
            view = getattr(entry.callback, "cls", entry.callback)
            dotted = f"{view.__module__}.{view.__qualname__}"
            yield Route(name, prefix + str(entry.pattern), methods_of(entry.callback), dotted)


def methods_of(view: Callable[..., Any]) -> frozenset[str] | None:
    """Find out which methods a view takes, from its class, its viewset actions or its decorators."""
    actions = getattr(view, "actions", None)
    if actions:
        found = {method.upper() for method in actions}
        return frozenset(found | ({"HEAD"} if "GET" in found else set()))
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if view_class is not None:
        found = {method.upper() for method in view_class.http_method_names if hasattr(view_class, method)} - {"OPTIONS"}
        if not hasattr(view, "cls"):
            # Django's form views answer PUT as POST; a browser's form sends neither PUT nor DELETE, so the table refuses.
            found &= {"GET", "HEAD", "POST"}
        return frozenset(found | ({"HEAD"} if "GET" in found else set()))
    step: Any = view
    while step is not None:
        code = getattr(step, "__code__", None)
        if code is not None and "request_method_list" in code.co_freevars:
            listed = step.__closure__[code.co_freevars.index("request_method_list")].cell_contents
            return frozenset(listed)
        step = getattr(step, "__wrapped__", None)
    return None
