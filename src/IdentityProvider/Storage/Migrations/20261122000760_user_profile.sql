-- What client apps may be told about a user beyond the name, by the names of OpenID Connect Core 5.1.
ALTER TABLE users ADD COLUMN profile jsonb;
