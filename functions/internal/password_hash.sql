-- refusal_internal.password_hash(password, hash): bcrypt of a password, with a new salt or with that of an earlier hash,
-- so that it is the same for the same password. pgcrypto may be in any schema: it is bound to where it is.
DO $install$
BEGIN
    EXECUTE format($create$
CREATE OR REPLACE FUNCTION refusal_internal.password_hash(password text, hash text DEFAULT NULL)
RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT %1$I.crypt($1, coalesce($2, %1$I.gen_salt('bf'::text, 11)));
END
$create$, (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pgcrypto'));
END
$install$;
COMMENT ON FUNCTION refusal_internal.password_hash(text, text) IS
    'bcrypt of a password, with the salt of an earlier hash or a new one';
REVOKE ALL ON FUNCTION refusal_internal.password_hash(text, text) FROM PUBLIC;
