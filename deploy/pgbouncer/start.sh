#!/bin/sh
# Write PgBouncer's user list from the secrets, then become PgBouncer.
set -eu
umask 077
: > /tmp/userlist.txt
for login in portal_app portal_national portal_worker; do
  printf '"%s" "%s"\n' "$login" "$(cat "/run/secrets/${login}_password")" >> /tmp/userlist.txt
done
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
