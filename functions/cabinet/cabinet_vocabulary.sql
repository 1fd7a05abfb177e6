-- refusal.cabinet_vocabulary(): the words a shop's refusals are told and filtered in. couriers and regions: those of its
-- last ten thousand refusals. destinations: where a return may go.
CREATE OR REPLACE FUNCTION refusal.cabinet_vocabulary()
RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
DECLARE
    shop constant integer := refusal_internal.cabinet_shop();
    answer jsonb;
BEGIN
    WITH recent AS MATERIALIZED (
        SELECT r.courier, p.region
        FROM (SELECT m.refusal_id
              FROM refusal_internal.cabinet_matching(shop, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL) AS m
              ORDER BY m.shop_id DESC, m.refusal_id DESC LIMIT 10000) AS l
        JOIN refusal.refusal r ON r.refusal_id = l.refusal_id
        JOIN refusal.parcel p ON p.parcel_id = r.parcel_id AND p.shop_id = shop
    )
    SELECT jsonb_build_object(
        'states', (SELECT jsonb_agg(jsonb_build_object('state', s.state, 'is_terminal', s.terminal, 'label_en', s.name_en,
                       'label_ru', s.name_ru) ORDER BY s.terminal, s.state) FROM refusal.state s),
        'reasons', (SELECT jsonb_agg(jsonb_build_object('code', n.code, 'label_en', n.name_en, 'label_ru', n.name_ru)
                        ORDER BY n.code) FROM refusal.reason n),
        'events', (SELECT jsonb_agg(DISTINCT t.event) FROM refusal.transition t),
        'actions', jsonb_build_array('redeliver', 'return', 'hold', 'ask_shop', 'dispose'),
        'destinations', (SELECT coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'name', f.name, 'kind', f.kind)
                             ORDER BY f.name, f.code), '[]') FROM refusal.facility f WHERE f.active),
        'couriers', (SELECT coalesce(jsonb_agg(DISTINCT c.courier) FILTER (WHERE c.courier IS NOT NULL), '[]') FROM recent c),
        'regions', (SELECT coalesce(jsonb_agg(DISTINCT c.region) FILTER (WHERE c.region IS NOT NULL), '[]') FROM recent c))
    INTO answer;
    RETURN answer;
END
$function$;
COMMENT ON FUNCTION refusal.cabinet_vocabulary() IS 'The words a shop''s refusals are told and filtered in';
REVOKE ALL ON FUNCTION refusal.cabinet_vocabulary() FROM PUBLIC;
