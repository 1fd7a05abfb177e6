-- What P11 needs besides: the small table of who notifies directly, and a listener that may read its shop's feed.
CREATE TABLE public.noted (version integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
GRANT INSERT, SELECT ON public.noted TO bench_client;
SELECT refusal.grant_membership('bench_listener', 'shop') \g /dev/null
