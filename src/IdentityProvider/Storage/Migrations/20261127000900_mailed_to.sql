-- The address a "this wasn't me" link was mailed to: where the account's letters go again if the address was changed by somebody else.
ALTER TABLE mailed_links ADD COLUMN mailed_to character varying(254);
