"""What this room does when something is published or retracted."""

from alerts.outreach.services.spreading import follow, follow_retraction
from alerts.publishing.hooks import after_publication, after_retraction

after_publication(follow)
after_retraction(follow_retraction)
