"""Views of the environment room."""
