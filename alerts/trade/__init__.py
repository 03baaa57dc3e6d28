"""Section 337 and other trade investigations as records, and their statistics."""
