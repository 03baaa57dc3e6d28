"""Look at one file in a process of its own: `python -m portal.documents.intake.inspect PATH NAME [--voice]`.

Memory and processor time are fenced, so that a file made to break a parser breaks this process and no other. Prints
one line of JSON: {"state": …, "reason": …, "media_type": …}.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MEMORY_BYTES = 1024**3
CPU_SECONDS = 30


def look(path: Path, name: str, *, voice: bool = False) -> dict[str, str]:
    """Judge the file by extension, libmagic and a structural open; all three must agree. `voice` takes sound and nothing else."""
    import magic

    from portal.documents.intake.kinds import BY_EXTENSION, VOICE_BY_EXTENSION, Unfit
    from portal.documents.intake.names import extension

    media_type = magic.from_file(str(path), mime=True)
    kind = (VOICE_BY_EXTENSION if voice else BY_EXTENSION).get(extension(name))
    if kind is None:
        return {"state": "rejected", "reason": "kind_not_taken", "media_type": media_type}
    if media_type not in kind.media_types:
        return {"state": "rejected", "reason": "not_what_it_says", "media_type": media_type}
    try:
        kind.opener(path)
    except Unfit as unfit:
        return {"state": "rejected", "reason": str(unfit), "media_type": media_type}
    return {"state": "clean", "reason": "", "media_type": media_type}


def main() -> int:
    """Fence the process, judge the file, print the verdict."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(look(Path(sys.argv[1]), sys.argv[2], voice="--voice" in sys.argv[3:])) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
