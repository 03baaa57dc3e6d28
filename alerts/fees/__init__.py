"""Official fees of the offices: rows with their dates and sources, the calculator, the import."""
