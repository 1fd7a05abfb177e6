-- refusal.notification(refusal_id, event_id): what the recipient is told on account of an event: which template, in which
-- language, to which contact. Read when it is sent, and kept nowhere: a contact that was corrected meanwhile is the
-- corrected one, and one that was forgotten is null. No row: the event asks for no message. Errors: RF004.
CREATE OR REPLACE FUNCTION refusal.notification(refusal_id bigint, event_id bigint)
RETURNS TABLE (template text, language text, contact jsonb, parcel text)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 1 SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
    asked jsonb;
BEGIN
    IF notification.refusal_id IS NULL OR notification.event_id IS NULL THEN
        RAISE EXCEPTION 'arguments "refusal_id" and "event_id" must not be null' USING ERRCODE = '22023';
    END IF;
    SELECT e.payload -> 'notify' INTO asked FROM refusal.event e
    WHERE e.refusal_id = notification.refusal_id AND e.event_id = notification.event_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'refusal % has no event %', notification.refusal_id, notification.event_id USING ERRCODE = 'RF004';
    END IF;
    RETURN QUERY
        SELECT asked ->> 'template', p.recipient ->> 'language', nullif(p.recipient -> 'contact', 'null'), p.number::text
        FROM refusal.refusal r JOIN refusal.parcel p USING (parcel_id)
        WHERE r.refusal_id = notification.refusal_id AND asked ->> 'template' IS NOT NULL;
END
$function$;
COMMENT ON FUNCTION refusal.notification(bigint, bigint) IS
    'Template, language and contact of the message that an event asks for, as they are now';
REVOKE ALL ON FUNCTION refusal.notification(bigint, bigint) FROM PUBLIC;
