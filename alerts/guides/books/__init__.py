"""Whole guides as files: gathered in the database's scope, written outside it."""
