"""Draw hostile documents in a process of its own and report on each: `python -m tests.documents.hostile_documents URL FILE SHARE`.

URL is a listening address and FILE a readable file that no document may reach. SHARE (at most 1) makes those smaller that
take longest at their full size. After every hostile document an ordinary
one is drawn. One JSON line per document: name, outcome, seconds, peak memory of the process so far in MB, what of URL
and FILE was touched, and whether the next job came out as the first one did.
"""

import hashlib
import io
import json
import resource
import sys
import time
from collections.abc import Callable

from cases.papers.compose import paper_render
from cases.papers.dossier import Event, Evidence, Message
from cases.papers.dossier_compose import dossier_render
from cases.papers.letters import MissingItem
from portal.documents.pdf import PdfError
from tests.documents import paper_samples as samples

touched: list[str] = []


def watch(url: str, file: str) -> None:
    """Note every connection and every opening of the forbidden file, whoever asks."""
    port = int(url.rsplit(":", 1)[1].split("/")[0])

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and str(arguments[0]) in (file, "/etc/passwd"):
            touched.append(f"open {arguments[0]}")
        elif event == "socket.connect" and str(port) in str(arguments[1]):
            touched.append(f"connect {arguments[1]}")
        elif event == "socket.getaddrinfo":
            touched.append(f"resolve {arguments[0]}")

    sys.addaudithook(hook)


def missing(reference: str) -> io.BytesIO:
    raise FileNotFoundError(reference)


def letter(text: str) -> int:
    return paper_render(samples.opinion(facts=text), verify_page=samples.VERIFY).pages


def file(**changes: object) -> int:
    return dossier_render(samples.dossier(**changes), verify_page=samples.VERIFY, opener=missing).pages


def hostile(url: str, forbidden: str, share: float) -> dict[str, Callable[[], int]]:
    """Give each hostile document as a job."""
    markup = "\n".join(
        [
            f'<img src="file://{forbidden}">',
            f'<img src="{url}/pixel.png"><script src="{url}/x.js"></script>',
            f'</p></div><style>@import url("{url}/a.css"); body{{background:url("{url}/b.png")}}</style>',
            f'<link rel="attachment" href="file://{forbidden}"><link rel="stylesheet" href="{url}/c.css">',
            f'<object data="{url}/o.svg"></object><embed src="file:///etc/passwd"><iframe src="{url}/"></iframe>',
            f'<svg><image href="{url}/d.png"/><use href="file://{forbidden}#x"/></svg>',
            f'<base href="{url}/"><meta http-equiv="refresh" content="0;url={url}/">',
        ]
    )
    entities = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><svg>&c;</svg>'
    templates = "{{ 7*7 }}{% for x in range(10**9) %}{{ x }}{% endfor %}{{ ''.__class__.__mro__ }}"
    events = tuple(
        Event(at=samples.moment(9), what="提交材料", who="张伟", note="说" * 40) for _ in range(int(900 * share))
    )
    wide = tuple(
        Evidence(key=str(n), file=samples.file_line(n % 40 + 1, "附" * 60), media_type="application/pdf")
        for n in range(int(420 * share))
    )
    talk = tuple(
        Message(at=samples.moment(9), sender="甲", role="乙", text="往来\n" * 24) for _ in range(int(90 * share))
    )
    return {
        "markup": lambda: letter(markup),
        "entities": lambda: letter(entities),
        "template code": lambda: letter(templates),
        "nested markup": lambda: letter("<div><b>" * 6_000),
        "one word": lambda: letter("a" * 100_000),
        "one Chinese sentence": lambda: letter("知识产权" * int(25_000 * share)),
        "control characters": lambda: letter("".join(map(chr, range(0x20))) * 800 + "\x7f\x9b\ufffe\uffff\ud800" * 500),
        "direction overrides": lambda: letter("\u202e\u2066甲方\u2069乙方\u202c\u061c" * 5_000),
        "stacked accents": lambda: letter("H" + "\u0336\u0488\u0301" * 16_000),
        "every script": lambda: letter("العربية ภาษาไทย 한국어 हिन्दी עברית 😀𠮷 " * 1_500),
        "too many lines": lambda: letter("条\n" * 40_000),
        "too many items": lambda: (
            paper_render(
                samples.supplement(items=tuple(MissingItem(name=str(n)) for n in range(100_000))),
                verify_page=samples.VERIFY,
            ).pages
        ),
        "long table": lambda: file(timeline=events),
        "long file names": lambda: file(evidence=wide, messages=talk),
        "address of the code": lambda: paper_render(samples.decline(), verify_page=f"file://{forbidden}").pages,
    }


def main(url: str, forbidden: str, share: float) -> None:
    """Draw all of them, one after the other."""
    plain = paper_render(samples.decline(), verify_page=samples.VERIFY).body
    watch(url, forbidden)
    for name, job in hostile(url, forbidden, share).items():
        touched.clear()
        start = time.process_time()
        try:
            outcome = f"{job()} pages"
        except (PdfError, ValueError) as error:
            outcome = f"{type(error).__name__}: {error}"
        seconds = time.process_time() - start
        after = paper_render(samples.decline(), verify_page=samples.VERIFY).body
        report = {
            "name": name,
            "outcome": outcome,
            "seconds": round(seconds, 1),
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "touched": list(touched),
            "next_job_fine": hashlib.sha256(after).digest() == hashlib.sha256(plain).digest(),
        }
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
