#!/bin/sh
# Runs once, when the database is created. hourkey_owner owns the database and its tables, and changes them only in
# migrations. The running program logs in as hourkey, who reads and writes rows, but can neither change the tables nor
# switch off what protects the audit trail. After this script, the superuser can log in only from inside the container.
psql --set=ON_ERROR_STOP=1 --set=password="$HOURKEY_PASSWORD" --set=owner_password="$OWNER_PASSWORD" \
  --username=postgres --no-psqlrc <<'SQL'
CREATE ROLE hourkey_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE hourkey LOGIN PASSWORD :'password';
CREATE DATABASE hourkey OWNER hourkey_owner;
REVOKE ALL ON DATABASE hourkey FROM PUBLIC;
GRANT CONNECT ON DATABASE hourkey TO hourkey;
\connect hourkey
ALTER DEFAULT PRIVILEGES FOR ROLE hourkey_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hourkey;
ALTER DEFAULT PRIVILEGES FOR ROLE hourkey_owner GRANT USAGE ON SEQUENCES TO hourkey;
ALTER ROLE postgres PASSWORD NULL;
SQL
