"""Alerts, guides, laws, fees, typical cases and the index. The first rooms arrive with publishing."""
