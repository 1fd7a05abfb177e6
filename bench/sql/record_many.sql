SELECT count(error_code)
FROM refusal.record_many((SELECT captures FROM public.batch WHERE n = (SELECT nextval('public.next_batch'))));
