CREATE TABLE public."user" (id uuid);
CREATE TABLE public.apikey (id uuid);
