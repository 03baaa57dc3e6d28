"""Rosters: lists of firms that come as a workbook or as CSV, read, compared, and imported whole or not at all."""
