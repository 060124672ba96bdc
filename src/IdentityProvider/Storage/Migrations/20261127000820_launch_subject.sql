-- Whom a launch is for, under the name that the EHR's client knows them by. A launch prepared before has none and opens nothing; it lives for five minutes.
ALTER TABLE launches ADD COLUMN subject character varying(400);
