"""Pages of the guides: what is read, the desk."""
