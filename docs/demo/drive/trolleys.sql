-- What has arrived at fulfilment is counted, graded, repacked, put away and closed. A trolley at a time: each statement is
-- a transaction, and is told to the listeners when it ends.
SET ROLE demo_fulfilment;

\o /dev/null
SELECT format('SELECT refusal.receive(refusal_id) FROM refusal.refusal WHERE refusal_id = ANY (%L) AND state = %L',
              ids, 'at_sorting'),
       format('SELECT refusal.grade(refusal_id, line_no, CASE disposition WHEN %L THEN %L ELSE %L END, disposition) '
              'FROM demo.bench WHERE refusal_id = ANY (%L)', 'restock', 'A', 'B', ids),
       format('SELECT refusal.repack(refusal_id, line_no) FROM demo.bench '
              'WHERE refusal_id = ANY (%L) AND disposition = %L', ids, 'repack_restock'),
       format('SELECT refusal.place(refusal_id, line_no, %L) FROM demo.bench '
              'WHERE refusal_id = ANY (%L) AND disposition <> ALL (%L)', 'A-07-3', ids, '{dispose,reship,to_supplier}'),
       format('SELECT refusal.place(refusal_id, line_no, NULL, parcel => %L) FROM demo.bench '
              'WHERE refusal_id = ANY (%L) AND disposition = %L', 'M-001-R', ids, 'reship'),
       format('SELECT demo.fire(%L, %L)', 'close', array_remove(ids, demo.of('M-007'))),
       'SELECT pg_sleep(0.3)'
FROM (SELECT array_agg(refusal_id) AS ids FROM (
          SELECT refusal_id, row_number() OVER (ORDER BY refusal_id) / 16 AS trolley
          FROM refusal.refusal WHERE state IN ('at_sorting', 'received') AND facility_id = destination_id) AS arrived
      GROUP BY trolley ORDER BY trolley) AS trolleys \gexec
\o
