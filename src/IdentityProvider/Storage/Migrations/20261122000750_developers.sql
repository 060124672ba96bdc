-- What developers want their clients to reach and what others approved; tokens with which programs register clients and manage them.
ALTER TABLE clients
    ADD COLUMN deleted_at timestamp with time zone,
    ADD COLUMN management_token_hash bytea;

CREATE TABLE client_reach (
    client_id character varying(100) NOT NULL,
    wanted jsonb NOT NULL,
    approved jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_client_reach PRIMARY KEY (client_id),
    CONSTRAINT fk_client_reach_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE
);

CREATE TABLE initial_access_tokens (
    id uuid NOT NULL,
    hash bytea NOT NULL,
    name character varying(80) NOT NULL,
    owner_id uuid NOT NULL,
    approves jsonb NOT NULL,
    uses_left integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT pk_initial_access_tokens PRIMARY KEY (id),
    CONSTRAINT fk_initial_access_tokens_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE UNIQUE INDEX ix_initial_access_tokens_hash ON initial_access_tokens (hash);

CREATE INDEX ix_initial_access_tokens_owner_id ON initial_access_tokens (owner_id);
