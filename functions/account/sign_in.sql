-- refusal.sign_in(login, password, address): a new session of the cabinet. No row: the login or the password is wrong;
-- which of them takes no longer and says no more. That is no error, for an error would take back that it was counted.
-- address: where the person is, null where that is not known; of IPv6 its /64 counts.
-- Errors: 53400 after ten failures of a login, or a hundred of an address, within a quarter of an hour.
CREATE OR REPLACE FUNCTION refusal.sign_in(login text, password text, address inet DEFAULT NULL)
RETURNS SETOF refusal.cabinet_session
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    -- What a password is compared with where there is no such login: the cost is that of password_hash().
    nobodys constant text := '$2a$11$Xv4Wq1mYx0o2dZ8uJ5cTNe';
    most_of_login constant integer := 10;
    most_of_address constant integer := 100;
    attempts_count_for constant interval := interval '15 minutes';
    named text := lower(left(sign_in.login, 100));
    place text := host(set_masklen(sign_in.address, CASE WHEN family(sign_in.address) = 4 THEN 32
        WHEN sign_in.address <<= inet '::ffff:0:0/96' THEN 128 ELSE 64 END)::cidr);
    attempts integer;
    until timestamptz;
    known refusal.account;
    begun refusal.cabinet_session;
BEGIN
    IF sign_in.login IS NULL OR sign_in.password IS NULL THEN
        RAISE EXCEPTION 'arguments "login" and "password" must not be null' USING ERRCODE = '22023';
    END IF;
    DELETE FROM refusal_internal.sign_in_failure f
    WHERE (f.kind, f.subject) IN (
        SELECT o.kind, o.subject FROM refusal_internal.sign_in_failure o
        WHERE o.window_ends_at <= clock_timestamp() FOR UPDATE SKIP LOCKED);

    SELECT f.failures + 1, f.window_ends_at INTO attempts, until
    FROM refusal_internal.sign_in_failure f
    WHERE f.kind = 'address' AND f.subject = place AND f.failures >= most_of_address;
    IF NOT FOUND THEN
        INSERT INTO refusal_internal.sign_in_failure AS f (kind, subject, failures, window_ends_at)
        VALUES ('login', named, 1, clock_timestamp() + attempts_count_for)
        ON CONFLICT (kind, subject) DO UPDATE SET failures = f.failures + 1
        RETURNING f.failures, f.window_ends_at INTO attempts, until;
    END IF;
    IF attempts > most_of_login THEN
        RAISE EXCEPTION 'too many attempts to sign in' USING ERRCODE = '53400',
            HINT = format('Try again in %s seconds.', greatest(ceil(extract(epoch FROM until - clock_timestamp())), 1));
    END IF;

    -- Locked, so that a session begun by a password that is just being changed is there to be ended.
    SELECT a.* INTO known
    FROM refusal.account a WHERE lower(a.login) = named AND sign_in.login = left(sign_in.login, 100) FOR SHARE;
    IF refusal_internal.password_hash(sign_in.password, coalesce(known.password_hash, nobodys))
            IS DISTINCT FROM known.password_hash
        OR NOT known.active OR octet_length(sign_in.password) > 72 THEN
        IF place IS NOT NULL THEN
            INSERT INTO refusal_internal.sign_in_failure AS f (kind, subject, failures, window_ends_at)
            VALUES ('address', place, 1, clock_timestamp() + attempts_count_for)
            ON CONFLICT (kind, subject) DO UPDATE SET failures = f.failures + 1;
        END IF;
        RETURN;
    END IF;

    DELETE FROM refusal_internal.sign_in_failure f WHERE f.kind = 'login' AND f.subject = named;
    DELETE FROM refusal_internal.session s
    WHERE s.token_digest IN (
        SELECT o.token_digest FROM refusal_internal.session o WHERE o.expires_at <= now() FOR UPDATE SKIP LOCKED);
    begun.token := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
    begun.csrf := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
    INSERT INTO refusal_internal.session (token_digest, account_id, csrf, expires_at)
    VALUES (sha256(convert_to(begun.token, 'UTF8')), known.account_id, begun.csrf, now() + interval '8 hours');
    RETURN QUERY
    SELECT begun.token, begun.csrf, known.account_id, known.login::text, known.language, h.code::text, h.name::text,
        h.timezone::text
    FROM refusal.shop h WHERE h.shop_id = known.shop_id;
END
$function$;
COMMENT ON FUNCTION refusal.sign_in(text, text, inet) IS
    'Begins a session of the cabinet; no row: the login or the password is wrong';
REVOKE ALL ON FUNCTION refusal.sign_in(text, text, inet) FROM PUBLIC;
