#!/usr/bin/env python
"""Run a management command with the settings named in DJANGO_SETTINGS_MODULE (default: dev)."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
