-- One leg for everything that is on its way: scanned out where it is, scanned in where its leg ends.
SET ROLE demo_warehouse;
\o /dev/null
SELECT format('SELECT demo.scan(%L)', jsonb_agg(jsonb_build_object(
           'shop', shop, 'parcel', number, 'facility', facility, 'direction', 'out'))),
       'SELECT pg_sleep(0.15)'
FROM (SELECT shop.code AS shop, parcel.number, facility.code AS facility, ntile(4) OVER (ORDER BY refusal_id) AS lorry
      FROM refusal.refusal AS r
      JOIN refusal.parcel USING (parcel_id)
      JOIN refusal.shop ON shop.shop_id = r.shop_id
      JOIN refusal.facility USING (facility_id)
      WHERE r.state IN ('return_planned', 'at_sorting') AND r.facility_id <> r.destination_id) AS cargo
GROUP BY lorry ORDER BY lorry \gexec

SELECT format('SELECT demo.scan(%L)', jsonb_agg(jsonb_build_object(
           'shop', shop, 'parcel', number, 'facility', facility, 'direction', 'in'))),
       'SELECT pg_sleep(0.15)'
FROM (SELECT shop.code AS shop, parcel.number, facility.code AS facility, ntile(4) OVER (ORDER BY refusal_id) AS lorry
      FROM refusal.refusal AS r
      JOIN refusal.parcel USING (parcel_id)
      JOIN refusal.shop ON shop.shop_id = r.shop_id
      JOIN refusal.facility ON facility.facility_id = r.next_facility_id
      WHERE r.state = 'in_return_transit') AS cargo
GROUP BY lorry ORDER BY lorry \gexec
\o
-- What run.sh asks: how many have a leg to go.
SELECT count(*) FROM refusal.refusal
WHERE state IN ('return_planned', 'at_sorting') AND facility_id <> destination_id OR state = 'in_return_transit';
