"""What can go wrong while a PDF is made, as types a task can tell apart."""


class PdfError(Exception):
    """Be the base of every error of this package."""


class PdfLimitExceeded(PdfError):
    """Say that the data is larger than one document may carry.

    `limit` names the bound ("rows", "lines", "field_chars", "total_chars", "depth", "pages"), `found` is the first figure
    that passed it and `allowed` the bound itself. Trying again cannot help: the data has to become smaller.
    """

    def __init__(self, limit: str, found: int, allowed: int) -> None:
        self.limit = limit
        self.found = found
        self.allowed = allowed
        super().__init__(f"{limit}: {found} is more than {allowed}")

    def __reduce__(self) -> tuple[type["PdfLimitExceeded"], tuple[str, int, int]]:
        # Celery pickles or re-creates exceptions between processes; the default would pass the message alone.
        return type(self), (self.limit, self.found, self.allowed)


class PdfAssetRefused(PdfError):
    """Say that a document asked for something that is not bundled with the portal."""


class PdfFontsMissing(PdfError):
    """Say that the four main fonts are not where the asset build puts them."""
