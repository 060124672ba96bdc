-- Where codes go by block of numbers, to see where hardly any are used, and until when a budget holds the next one back.
ALTER TABLE code_series ADD COLUMN prefix character varying(7);
ALTER TABLE code_series ADD COLUMN held_until timestamp with time zone;
