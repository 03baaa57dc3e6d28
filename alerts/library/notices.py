"""What the library tells its own people."""

from portal.notices.topics import template

template("library/withdrawn", topic="editorial")
