"""Who reads and who keeps the centers' pages."""

from portal.policy import personas
from portal.policy.table import rule

KEEPERS = personas.SUPERVISORS | personas.COORDINATORS
RULES = [
    rule("centers:page", "GET", personas.ALL, scope="login", second_factor=False),
    rule("centers:logo", "GET", personas.ALL, scope="login", second_factor=False),
    rule("centers:leaflet", "GET", personas.ALL, scope="login", second_factor=False),
    rule("centers:edit", "GET POST", KEEPERS, uploads=True),
]
