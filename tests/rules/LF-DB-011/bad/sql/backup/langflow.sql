SET client_encoding = 'UTF8';
CREATE TABLE public.apikey (id uuid, name text);
-- # ruleid: LF-DB-011
COPY public."user" (id, username) FROM stdin;
1	ada
COPY public.apikey (id, name) FROM stdin;
1	first
