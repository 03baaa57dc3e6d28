"""Pages of the publishing room: what is read, the desk, the editor."""
