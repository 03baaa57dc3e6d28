"""Who sees and writes the site of a center: its own staff and the nation; everybody reads what is published."""

from portal.tenancy.rls import EVERY_ROW, SAME_CENTER, Rule

SITE = {
    "scope_center": Rule(SAME_CENTER),
    "scope_national": Rule(EVERY_ROW),
    "logins": Rule("published", "select"),
}
