"""The test settings for the processes behind the browser: their public address comes from the environment."""

from portal.settings.test import *  # noqa: F403
