-- A lease ends with its session, and no session outlives its server: not even one whose pid another process has by now.
SELECT plan(3);

SELECT test.record(1) \gset r_
CALL refusal.tick();
SELECT test.call('acme_oms', 'subscribe(''oms'', start_at => ''earliest'')') \gset s_
SELECT test.events('acme_oms', 'refusal.poll(''oms'')') \gset p_
CREATE FUNCTION test.leave_lease(began timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE refusal_internal.lease SET session_started = began,
        pid = (SELECT pid FROM pg_stat_activity WHERE backend_type = 'logical replication launcher')
$$;

SELECT test.leave_lease(pg_postmaster_start_time() + '1 microsecond') \gset l_
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '', 'another session that runs keeps its lease');
SELECT test.leave_lease(pg_postmaster_start_time() - interval '1 microsecond') \gset l_
SELECT is(test.events('acme_oms', 'refusal.poll(''oms'')'), '1/1 1/2', 'one of the server before has lost it, though its pid is in use');
SELECT is((SELECT pid FROM refusal_internal.lease ORDER BY entry DESC LIMIT 1), pg_backend_pid(), 'to whoever polls');

SELECT * FROM finish();
