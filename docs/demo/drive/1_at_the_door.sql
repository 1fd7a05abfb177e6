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
SELECT demo.tell(:first) AS "The first one"
UNION ALL
SELECT CASE WHEN :first = :again THEN 'The phone lost the answer and sent it again: the same refusal, nothing twice.'
            ELSE 'The same request made two refusals!' END;

-- What asks the shop comes last, so that the shop's deadline is still ahead in the next act.
\o /dev/null
SELECT format('SELECT demo.record(%L)', array_agg(number)), 'SELECT pg_sleep(0.35)'
FROM (SELECT number, ntile(12) OVER (ORDER BY sku IS NOT NULL, md5(number)) AS batch
      FROM demo.parcel LEFT JOIN demo.line USING (number) WHERE number <> :'parcel'
      AND (line.sku IN ('PHONE-PRO', 'COAT') OR line.sku IS NULL)) AS door
GROUP BY batch ORDER BY batch \gexec
\o
