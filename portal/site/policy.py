"""Who may call the kernel's public pages."""

from portal.policy import personas
from portal.policy.table import rule

RULES = [
    rule("site:home", "GET", personas.ALL, scope="login", second_factor=False),
    rule("site:switch_seat", "POST", personas.SIGNED_IN, scope="login", second_factor=False),
    *(
        rule(f"site:{page}", "GET", personas.ALL, scope="login", second_factor=False)
        for page in ("robots", "sitemap", "sitemap_part", "share")
    ),
    rule("site:centers", "GET", personas.ALL, scope="login", second_factor=False),
    rule("site:about", "GET", personas.ALL, scope="login", second_factor=False),
    rule("site:privacy", "GET", personas.ALL, scope="login", second_factor=False),
    rule("site:terms", "GET", personas.ALL, scope="login", second_factor=False),
    rule("site:accessibility", "GET", personas.ALL, scope="login", second_factor=False),
    rule("set_language", "GET POST", personas.ALL, scope="login", second_factor=False),
]
