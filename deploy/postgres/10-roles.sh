#!/bin/bash
# Run once by the PostgreSQL image on an empty data folder: the portal's database, its roles and their passwords.
set -euo pipefail
sql() { psql --no-psqlrc --set ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" "$@"; }

sql --dbname "$POSTGRES_DB" --file /portal/roles.sql
for login in portal_owner portal_app portal_national portal_worker; do
  # the password reaches psql as a variable on standard input, never on a command line
  { printf '\\set password %s\n' "$(cat "/run/secrets/${login}_password")"
    printf 'alter role %s password :%s;\n' "$login" "'password'"
  } | sql --dbname "$POSTGRES_DB"
done
sql --dbname "$POSTGRES_DB" --command "alter database \"$POSTGRES_DB\" owner to portal_owner"
