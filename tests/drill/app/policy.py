from portal.policy.personas import ALL
from portal.policy.table import rule

RULES = [rule("drill:submit", "POST", ALL, scope="login", second_factor=False)]
