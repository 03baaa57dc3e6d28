"""The test settings for the processes behind the browser: their public address comes from the environment."""

from portal.settings.test import *  # noqa: F403

# a walk computes its codes when it begins and uses the last of them a minute later on a busy machine
MFA_TOTP_TOLERANCE = 10
