-- Under which sub a client knows the user, where that is not the user's id.
ALTER TABLE grants ADD COLUMN subject character varying(43);
