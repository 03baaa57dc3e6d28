"""Country guides: nine chapters each, reviewed, dated, owned, and whole as PDF and EPUB."""
