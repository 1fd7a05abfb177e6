-- One refusal by record(), repeated as a device without a network repeats it; the others by record_many().
SET ROLE demo_courier;
\set parcel E-003
SELECT demo.capture(parcel) AS it FROM demo.parcel WHERE number = :'parcel' \gset
SELECT (refusal.record(shop => 'electra', parcel => :'parcel', reason => 'refused.payment.no_money',
                       request_id => (:'it'::jsonb ->> 'request_id')::uuid,
                       occurred_at => (:'it'::jsonb ->> 'occurred_at')::timestamptz,
                       proof => :'it'::jsonb -> 'proof')).refusal_id AS first \gset
SELECT (refusal.record(shop => 'electra', parcel => :'parcel', reason => 'refused.payment.no_money',
                       request_id => (:'it'::jsonb ->> 'request_id')::uuid,
                       occurred_at => (:'it'::jsonb ->> 'occurred_at')::timestamptz,
                       proof => :'it'::jsonb -> 'proof')).refusal_id AS again \gset
SELECT $$  SELECT * FROM refusal.record('electra', 'E-003', 'refused.payment.no_money', '<request id>', proof => …)$$;
SELECT demo.tell(:first);
SELECT CASE WHEN :first = :again THEN '  the phone lost the answer and sent it again: the same refusal, nothing done twice'
            ELSE '!! the same request made two refusals' END;

-- What asks the shop comes last, so that the shop's deadline is still ahead in the next act.
\o /dev/null
SELECT format('SELECT demo.record(%L)', array_agg(number)), 'SELECT pg_sleep(0.35)'
FROM (SELECT number, ntile(12) OVER (ORDER BY number IN (SELECT number FROM demo.line WHERE price > 20000), n) AS batch
      FROM demo.parcel WHERE number <> :'parcel') AS door
GROUP BY batch ORDER BY batch \gexec
\o
SELECT pg_sleep(0.5) \g /dev/null
SELECT format('  %s of %s parcels are on record: %s', sum(n), (SELECT count(*) FROM demo.parcel),
              string_agg(format('%s %s', n, lower(state.name_en)), ', ' ORDER BY n DESC))
FROM (SELECT state, count(*) AS n FROM refusal.refusal GROUP BY state) AS r JOIN refusal.state USING (state);
