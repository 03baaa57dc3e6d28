"""`{% load sealed %}{{ link|unseal }}` in the templates of mails: the outbox carries log-in links sealed."""

from django import template

from portal.accounts.sealing import unseal

register = template.Library()
register.filter("unseal", unseal)
