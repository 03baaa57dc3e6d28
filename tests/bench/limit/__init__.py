"""The limit: what Django does on this machine for a list when nothing guards it (docs/performance.md)."""
