"""Who may search: everybody."""

from portal.policy import personas
from portal.policy.table import rule

RULES = [rule("search:search", "GET", personas.ALL, scope="login", second_factor=False)]
