-- Which token a refresh token followed, access tokens that are references, and self-contained ones that were handed back.
ALTER TABLE refresh_tokens ADD COLUMN predecessor_id uuid;

CREATE TABLE reference_tokens (
    id uuid NOT NULL,
    hash bytea NOT NULL,
    client_id character varying(100) NOT NULL,
    grant_id uuid,
    scopes text[] NOT NULL,
    audience text[] NOT NULL,
    dpop_key character varying(43),
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT pk_reference_tokens PRIMARY KEY (id),
    CONSTRAINT fk_reference_tokens_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
    CONSTRAINT fk_reference_tokens_grants_grant_id FOREIGN KEY (grant_id) REFERENCES grants (id) ON DELETE CASCADE
);

CREATE INDEX ix_reference_tokens_client_id ON reference_tokens (client_id);

CREATE INDEX ix_reference_tokens_expires_at ON reference_tokens (expires_at);

CREATE INDEX ix_reference_tokens_grant_id ON reference_tokens (grant_id);

CREATE UNIQUE INDEX ix_reference_tokens_hash ON reference_tokens (hash);

CREATE TABLE revoked_tokens (
    id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_revoked_tokens PRIMARY KEY (id)
);

CREATE INDEX ix_revoked_tokens_expires_at ON revoked_tokens (expires_at);
