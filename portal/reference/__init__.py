"""Reference data every part of the portal shares: codes, names, shapes of numbers.

Nothing here touches the database. Names of reference rows are data (zh and en
in the JSON files), labels and messages go through gettext.
"""
