"""Rows of the permission table for this room."""

from __future__ import annotations

from portal.policy.table import Rule

RULES: list[Rule] = []
