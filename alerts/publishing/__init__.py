"""One editorial flow for everything the portal publishes, and the pages on which it is read."""
