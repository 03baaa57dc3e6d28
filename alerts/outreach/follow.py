"""What this room does when something is published."""

from alerts.outreach.services.spreading import follow
from alerts.publishing.hooks import after_publication

after_publication(follow)
