"""Translations without the system's gettext: ``python -m tools.messages extract|missing|fill|compile|check [AREA …]``.

English is the language of the sources; an *area* is a folder below ``locale/`` with the Chinese of some of them
(``locale/<area>/zh_Hans/LC_MESSAGES/django.po``). Every source file belongs to the area with the longest matching path.

extract   bring the .po of an area up to date with the sources; translations stay, vanished messages go
missing   print untranslated messages as JSON
fill      read such JSON, completed, from standard input and put the translations in
compile   write the .mo files that are older than their .po (they are not under version control)
check     fail on messages that are missing, fuzzy, vanished, whose placeholders differ, or (without AREA) that have
          one meaning in English and several in Chinese
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools.console import ROOT, say

LOCALE = "zh_Hans"
AREAS: dict[str, tuple[str, ...]] = {
    "accounts": (
        *("portal/accounts", "templates/accounts", "templates/account", "templates/allauth", "templates/mfa"),
        *("templates/usersessions", "templates/email/account", "templates/email/accounts"),
    ),
    "api": ("cases/api", "experts/api", "portal/api", "portal/api_urls.py", "templates/api"),
    "audit": ("portal/audit", "templates/audit", "templates/email/audit"),
    "cases": ("cases", "templates/cases", "templates/jinja2/cases", "templates/email/cases"),
    "documents": ("portal/documents", "templates/documents", "templates/pdf"),
    "exhibitions": ("exhibitions", "templates/exhibitions"),
    "experts": ("experts", "templates/experts", "templates/email/experts"),
    "filing": (
        *("cases/forms/filing", "cases/views/filing", "cases/services/drafts.py", "cases/services/routing.py"),
        *("cases/services/status.py", "cases/services/submission.py", "cases/selectors/progress.py"),
        *(
            "cases/selectors/review.py",
            "cases/nav.py",
            "templates/cases/filing",
            "templates/cases/home_enterprise.html",
        ),
        "templates/cases/status.html",
    ),
    "notices": ("portal/notices", "templates/notices", "templates/email"),
    "reference": ("portal/reference", "cases/deadlines"),
    "reports": ("portal/reports", "templates/reports"),
    "site": ("portal", "templates"),
    "tenancy": ("portal/tenancy", "portal/policy", "templates/tenancy"),
    # The rooms of alerts/ each have an area of their own name.
    **{
        room: (f"alerts/{room}", f"templates/{room}", f"templates/email/{room}")
        for room in ("environment", "fees", "guides", "library", "outreach", "publishing", "subscriptions", "trade")
    },
    # So do the rooms of exhibitions/.
    **{
        room: (f"exhibitions/{room}", f"templates/{room}", f"templates/email/{room}")
        for room in ("desk", "events", "fairs", "results")
    },
    "screening": ("exhibitions/screening", "templates/screening", "templates/email/screening"),
}
_UNTRANSLATED = ("portal/embedded/",)  # speaks to developers only
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|\{(\w*)[^{}]*\}|%([sdr])")
# Chinese takes full-width punctuation; parentheses are left to the writer (国家(地区) is written so by law)
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?](?!//)|[,;!?][\u4e00-\u9fff]")
_HEADER = """msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def po_path(area: str) -> Path:
    """Return where the translations of an area are."""
    return ROOT / "locale" / area / LOCALE / "LC_MESSAGES" / "django.po"


def area_of(source: str) -> str | None:
    """Return the area a source path (relative to the top, with slashes) belongs to, if any."""
    matches = [
        (len(prefix), area)
        for area, prefixes in AREAS.items()
        for prefix in prefixes
        if source == prefix or source.startswith(prefix + "/")
    ]
    return max(matches)[1] if matches and not source.startswith(_UNTRANSLATED) else None


def sources(area: str) -> Iterator[Path]:
    """Yield the Python files and templates of an area in a stable order."""
    found: set[Path] = set()
    for prefix in AREAS[area]:
        if (ROOT / prefix).is_file():
            found.add(ROOT / prefix)
        for pattern in ("*.py", "*.html", "*.txt", "*.jinja"):
            found.update((ROOT / prefix).rglob(pattern))
    for path in sorted(found):
        relative = path.relative_to(ROOT).as_posix()
        if area_of(relative) == area and "/migrations/" not in relative:
            yield path


def messages_of(path: Path) -> Iterator[tuple[int, object, list[str], str | None]]:
    """Yield (line, message or tuple of plural forms, comments, context) of one source file."""
    text = path.read_text(encoding="utf-8")
    options = {"encoding": "utf-8"}
    if path.suffix == ".py":
        yield from extract("python", BytesIO(text.encode()), _KEYWORDS, ("Translators:",), options)
    elif path.suffix == ".jinja" or "jinja2" in path.parts:
        yield from extract(
            "jinja2.ext:babel_extract",
            BytesIO(text.encode()),
            _KEYWORDS,
            (),
            options | {"trimmed": "true", "silent": "false"},
        )
    else:
        # Django turns a template into something like Python; its indentation means nothing
        python = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
        yield from extract("python", BytesIO(python.encode()), _KEYWORDS, (), options)


def extract_area(area: str) -> Catalog:
    """Return the messages that the sources of an area contain now."""
    catalog = Catalog(locale=LOCALE)
    for path in sources(area):
        location = path.relative_to(ROOT).as_posix()
        for _line, message, comments, context in messages_of(path):
            catalog.add(message, None, [(location, 0)], auto_comments=comments, context=context)  # type: ignore[arg-type]
    return catalog


def read_area(area: str) -> Catalog:
    """Return the translations of an area; empty when it has none yet."""
    path = po_path(area)
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def write_area(area: str, catalog: Catalog) -> None:
    """Write an area's .po: sorted, with file names but no line numbers and no dates, so that changes stay small."""
    body = BytesIO()
    write_po(body, catalog, width=110, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True)
    path = po_path(area)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEADER + "\n" + body.getvalue().decode().lstrip("\n"), encoding="utf-8")


def update_area(area: str) -> Catalog:
    """Return the area's catalog brought up to date: same translations, new messages, those of other areas lent."""
    old, new = read_area(area), extract_area(area)
    lent = {message_key(m): m.string for other in AREAS if other != area for m in read_area(other) if is_translated(m)}
    for message in new:
        if not message.id:
            continue
        known = old.get(key_id(message), message.context)
        if known is not None and is_translated(known) and isinstance(known.id, type(message.id)):
            message.string = known.string
            message.flags |= {"fuzzy"} & known.flags
            message.user_comments = known.user_comments
        elif message_key(message) in lent:
            message.string = lent[message_key(message)]
    return new


def key_id(message: Message) -> str:
    """Return the singular form, by which gettext finds a message."""
    return message.id if isinstance(message.id, str) else message.id[0]


def message_key(message: Message) -> tuple[str | None, object]:
    """Return what tells one message from another."""
    return message.context, message.id


def is_translated(message: Message) -> bool:
    """Say whether a message has its translation (all forms of it)."""
    forms = forms_of(message)
    return bool(message.id) and bool(forms) and all(forms)


def forms_of(message: Message) -> list[str]:
    """Return the translation's forms: one, also for a plural (Chinese has a single form)."""
    if not message.string:
        return []
    return [message.string] if isinstance(message.string, str) else [form or "" for form in message.string]


def placeholders(text: str) -> list[str]:
    """Return the names of a format string's placeholders, sorted."""
    return sorted("".join(match) for match in _PLACEHOLDER.findall(text.replace("%%", "")))


def faults(area: str) -> Iterator[str]:
    """Yield what is wrong with an area's translations, one sentence each."""
    present, wanted = read_area(area), {message_key(m): m for m in extract_area(area) if m.id}
    seen = {message_key(m): m for m in present if m.id}
    for key in wanted.keys() - seen.keys():
        yield f"{key[1]!r} is not in the catalog (extract)"
    for key in seen.keys() - wanted.keys():
        yield f"{key[1]!r} is no longer in the sources (extract)"
    for message in present.obsolete.values():
        yield f"{message.id!r} is obsolete (extract)"
    for message in seen.values():
        if not is_translated(message):
            yield f"{message.id!r} has no translation"
            continue
        if message.fuzzy:
            yield f"{message.id!r} is fuzzy"
        original = message.id if isinstance(message.id, str) else message.id[-1]
        for form in forms_of(message):
            if placeholders(original) != placeholders(form):
                yield f"{message.id!r}: the placeholders of {form!r} differ"
            if original.startswith("\n") != form.startswith("\n") or original.endswith("\n") != form.endswith("\n"):
                yield f"{message.id!r}: {form!r} begins or ends differently"
            if _HALF_WIDTH.search(form):
                yield f"{message.id!r}: half-width punctuation in {form!r}"


def strays() -> Iterator[str]:
    """Yield source files with messages that no area covers."""
    for folder in sorted(ROOT.iterdir()):
        if (
            folder.is_dir()
            and not folder.name.startswith(".")
            and folder.name not in {"node_modules", "tests", "tools"}
        ):
            for path in sorted({*folder.rglob("*.py"), *folder.rglob("*.html")}):
                relative = path.relative_to(ROOT).as_posix()
                covered = area_of(relative) is not None or relative.startswith(_UNTRANSLATED)
                if not covered and next(iter(messages_of(path)), None) is not None:
                    yield f"{relative} has messages but belongs to no area (AREAS in tools/messages.py)"


def quarrels() -> Iterator[str]:
    """Yield messages whose translations differ from area to area: Django knows no areas and would show either."""
    known: dict[tuple[str | None, object], dict[str, str]] = {}
    for area in AREAS:
        for message in read_area(area):
            if is_translated(message):
                known.setdefault((message.context, key_id(message)), {})[area] = forms_of(message)[0]
    for (_context, words), texts in known.items():
        if len(set(texts.values())) > 1:
            said = ", ".join(f"{text} ({area})" for area, text in texts.items())
            yield f"{words!r} is translated in more than one way: {said}"


def compile_area(area: str, *, only_if_newer: bool = True) -> bool:
    """Write the area's .mo file; say whether there was anything to do."""
    po, mo = po_path(area), po_path(area).with_suffix(".mo")
    if not po.exists() or (only_if_newer and mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns):
        return False
    stamp = po.stat()
    draft = mo.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, read_area(area))
    os.utime(draft, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    draft.replace(mo)
    return True


def compile_all() -> int:
    """Compile every area that needs it; return how many did."""
    return sum(compile_area(folder.name) for folder in sorted((ROOT / "locale").glob("*")) if folder.is_dir())


def missing(areas: list[str]) -> dict[str, str]:
    """Return the untranslated messages; a context stands before its message, parted by U+0004 as in a .mo file."""
    todo = (m for area in areas for m in update_area(area) if m.id and not is_translated(m))
    return {(f"{m.context}\x04" if m.context else "") + key_id(m): "" for m in todo}


def fill(areas: list[str], given: dict[str, str]) -> int:
    """Put translations, keyed as by `missing`, into the catalogs; return how many."""
    count = 0
    for area in areas:
        catalog = update_area(area)
        for message in catalog:
            text = (
                given.get((f"{message.context}\x04" if message.context else "") + key_id(message)) if message.id else ""
            )
            if text:
                message.string = text if isinstance(message.id, str) else (text,)
                message.flags.discard("fuzzy")
                count += 1
        write_area(area, catalog)
    return count


def main() -> int:
    """Do what the command line says; exit status 1 when `check` finds something."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__)
    parser.add_argument("command", choices=["extract", "missing", "fill", "compile", "check"])
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(AREAS))
    options = parser.parse_args()
    areas = options.areas or list(AREAS)
    if unknown := set(areas) - set(AREAS):
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if options.command == "compile":
        if count := compile_all():
            say(f"Compiled the translations of {count} areas")
    elif options.command == "extract":
        for area in areas:
            catalog = update_area(area)
            if len(catalog):
                write_area(area, catalog)
                todo = sum(1 for message in catalog if message.id and not is_translated(message))
                say(f"{area}: {len(catalog)} messages, {todo} to translate")
    elif options.command == "missing":
        json.dump(missing(areas), sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif options.command == "fill":
        say(f"Filled in {fill(areas, json.load(sys.stdin))} translations")
    else:
        found = [f"{area}: {fault}" for area in areas for fault in faults(area)]
        found += [*strays(), *quarrels()] if not options.areas else []
        print("\n".join(found) or f"{len(areas)} areas: every message is translated")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
