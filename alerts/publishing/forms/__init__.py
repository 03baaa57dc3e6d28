"""Forms of the desk and of the public lists."""
