"""Publishing: what is written, reviewed, goes out, is read."""
