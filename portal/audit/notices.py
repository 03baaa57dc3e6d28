"""What the auditors are told."""

from portal.notices.topics import template

template("audit/broken", topic="operations")
