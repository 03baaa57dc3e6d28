"""The library of typical cases: made from closed cases with consent, anonymised, found again by likeness."""
