-- People in the console: why an admin did something, in words that only the provider can read, and whether a membership was ever used.
CREATE TABLE reasons (
    id uuid NOT NULL,
    text bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    CONSTRAINT pk_reasons PRIMARY KEY (id)
);

ALTER TABLE memberships ADD COLUMN last_used_at timestamp with time zone;
