"""Small programs behind the Makefile. Run them as ``python -m tools.<name>`` from the top folder."""
