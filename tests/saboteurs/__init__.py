"""Saboteurs: one-line changes that remove one guard each. `make saboteurs` shows that each of them turns the suite red."""
