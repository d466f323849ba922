-- Runs once, as the master user of RDS, who is not a superuser. Apart from that, it does the same as deploy/postgres-init.sh.
CREATE ROLE hourkey_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE hourkey LOGIN PASSWORD :'password';
GRANT hourkey_owner TO CURRENT_USER;
CREATE DATABASE hourkey OWNER hourkey_owner;
REVOKE ALL ON DATABASE hourkey FROM PUBLIC;
GRANT CONNECT ON DATABASE hourkey TO hourkey;
\connect hourkey
ALTER DEFAULT PRIVILEGES FOR ROLE hourkey_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hourkey;
ALTER DEFAULT PRIVILEGES FOR ROLE hourkey_owner GRANT USAGE ON SEQUENCES TO hourkey;
REVOKE hourkey_owner FROM CURRENT_USER;
