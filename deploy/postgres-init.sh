#!/bin/sh
# Runs once, when the database is created. Hourkey's role owns its database and nothing else;
# the superuser can then only log in from inside the container.
psql --set=ON_ERROR_STOP=1 --set=password="$POSTGRES_PASSWORD" --username=postgres --no-psqlrc <<'SQL'
CREATE ROLE hourkey LOGIN PASSWORD :'password';
CREATE DATABASE hourkey OWNER hourkey;
ALTER ROLE postgres PASSWORD NULL;
SQL
