"""Surveys of the business environment and the index: indicators, scores, ranking, report."""
