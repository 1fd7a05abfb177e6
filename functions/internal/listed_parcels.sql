-- refusal_internal.listed_parcels(jsonb): a scanner's list [{"shop", "parcel"}], each parcel once, with its open refusal, or
-- its last; without one an error says what there is none of.
CREATE OR REPLACE FUNCTION refusal_internal.listed_parcels(parcels jsonb)
RETURNS TABLE (shop text, parcel text, shop_id integer, refusal_id bigint, error text)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF jsonb_typeof(listed_parcels.parcels) <> 'array' THEN
        RAISE EXCEPTION '"parcels" must be a JSON array' USING ERRCODE = '22023';
    END IF;
    IF EXISTS (
        SELECT FROM jsonb_array_elements(listed_parcels.parcels) AS e (item)
        WHERE jsonb_typeof(e.item) <> 'object' OR jsonb_typeof(e.item -> 'shop') IS DISTINCT FROM 'string'
            OR jsonb_typeof(e.item -> 'parcel') IS DISTINCT FROM 'string' OR e.item - 'shop' - 'parcel' <> '{}') THEN
        RAISE EXCEPTION '"parcels" must hold objects of "shop" and "parcel"' USING ERRCODE = '22023';
    END IF;
    RETURN QUERY
    SELECT i.shop, i.parcel, s.shop_id, r.refusal_id, CASE
            WHEN s.shop_id IS NULL THEN format('shop "%s" does not exist', left(i.shop, 100))
            WHEN p.parcel_id IS NULL THEN format('parcel "%s" does not exist', left(i.parcel, 100))
            WHEN r.refusal_id IS NULL THEN format('parcel "%s" has no open refusal', i.parcel) END
    FROM (SELECT DISTINCT e.item ->> 'shop', e.item ->> 'parcel'
          FROM jsonb_array_elements(listed_parcels.parcels) AS e (item)) AS i (shop, parcel)
    LEFT JOIN refusal.shop s ON s.code = i.shop
    LEFT JOIN refusal.parcel p ON p.shop_id = s.shop_id AND p.number = i.parcel
    LEFT JOIN LATERAL (
        SELECT f.refusal_id FROM refusal.refusal f WHERE f.parcel_id = p.parcel_id
        ORDER BY f.is_open DESC, f.refusal_id DESC LIMIT 1) AS r ON true;
END
$function$;
COMMENT ON FUNCTION refusal_internal.listed_parcels(jsonb) IS 'A list of parcels as scanned, with their refusals';
REVOKE ALL ON FUNCTION refusal_internal.listed_parcels(jsonb) FROM PUBLIC;
