"""What comes back by mail: a signed return address for every delivery, and the mailbox behind it (docs/notices.md)."""
