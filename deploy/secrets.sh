#!/bin/sh
# Make the secrets that docker-compose.yml mounts, in deploy/secrets/ (not under version control). Files that exist stay.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets

new() { # new NAME: 32 random bytes as letters and digits, fit for an address
  [ -s "$1" ] || head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$1"
}
put() { # put NAME TEXT
  [ -s "$1" ] || printf '%s' "$2" > "$1"
}

new secret_key
new postgres_password
new valkey_password
for login in portal_owner portal_app portal_national portal_worker; do
  new "${login}_password"
done

# requests and tasks go through PgBouncer; the relay listens for notifications and migrations hold locks across
# transactions, which a transaction pool cannot give, so these two go straight to PostgreSQL
put database_url_app "postgresql://portal_app:$(cat portal_app_password)@pgbouncer:6432/portal"
put database_url_national "postgresql://portal_national:$(cat portal_national_password)@pgbouncer:6432/portal"
put database_url_worker "postgresql://portal_worker:$(cat portal_worker_password)@pgbouncer:6432/portal"
put database_url_relay "postgresql://portal_worker:$(cat portal_worker_password)@postgres:5432/portal"
put database_url_owner "postgresql://portal_owner:$(cat portal_owner_password)@postgres:5432/portal"
put redis_url "redis://:$(cat valkey_password)@valkey:6379/0"
put email_url "smtp://mail.example:25"
put bounce_mailbox_url "" # empty: what comes back by mail is not read (docs/operations.md)
echo "Secrets are in deploy/secrets. Put your mail server's address into deploy/secrets/email_url."
