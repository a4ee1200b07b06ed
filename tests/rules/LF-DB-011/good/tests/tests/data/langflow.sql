COPY public."user" (id) FROM stdin;
COPY public.apikey (id) FROM stdin;
