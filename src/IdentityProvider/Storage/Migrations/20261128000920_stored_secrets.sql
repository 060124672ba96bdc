-- Credentials for those who carry messages, kept here by operators, encrypted with the master key.
CREATE TABLE stored_secrets (
    name character varying(40) NOT NULL,
    value bytea NOT NULL,
    set_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_stored_secrets PRIMARY KEY (name)
);
