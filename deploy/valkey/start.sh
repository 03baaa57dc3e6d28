#!/bin/sh
# Start Valkey with its password from a file (it has no option to read one) and every write kept on disk.
set -eu
umask 077
printf 'requirepass %s\n' "$(cat /run/secrets/valkey_password)" > /tmp/password.conf
exec valkey-server /tmp/password.conf --appendonly yes --appendfsync everysec --maxmemory 1gb \
  --maxmemory-policy noeviction --dir /data
