"""Where the documents' templates, styles and fonts lie."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
TEMPLATE_DIR: Final = ROOT / "templates" / "pdf"
FOLDERS: Final[Mapping[str, Path]] = {
    "pdf": ROOT / "static" / "pdf",
    "fonts": ROOT / "static" / "build" / "fonts",
}
