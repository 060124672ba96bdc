-- What apps were given, and the requests that wait for their user.
CREATE TABLE pending_authorizations (
    id uuid NOT NULL,
    client_id character varying(100) NOT NULL,
    parameters text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_pending_authorizations PRIMARY KEY (id),
    CONSTRAINT fk_pending_authorizations_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE
);

CREATE INDEX ix_pending_authorizations_client_id ON pending_authorizations (client_id);

CREATE INDEX ix_pending_authorizations_expires_at ON pending_authorizations (expires_at);

CREATE TABLE pending_logouts (
    id uuid NOT NULL,
    parameters text NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_pending_logouts PRIMARY KEY (id)
);

CREATE INDEX ix_pending_logouts_expires_at ON pending_logouts (expires_at);

CREATE TABLE grants (
    id uuid NOT NULL,
    client_id character varying(100) NOT NULL,
    user_id uuid NOT NULL,
    session_id uuid,
    membership_id uuid,
    scopes text[] NOT NULL,
    refresh character varying(40) NOT NULL,
    acr character varying(40) NOT NULL,
    amr text[] NOT NULL,
    auth_time timestamp with time zone NOT NULL,
    proofs jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_reason character varying(40),
    CONSTRAINT pk_grants PRIMARY KEY (id),
    CONSTRAINT fk_grants_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
    CONSTRAINT fk_grants_memberships_membership_id FOREIGN KEY (membership_id) REFERENCES memberships (id) ON DELETE RESTRICT,
    -- An offline grant outlives the session that it came from.
    CONSTRAINT fk_grants_sessions_session_id FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE SET NULL,
    CONSTRAINT fk_grants_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE INDEX ix_grants_client_id ON grants (client_id);

CREATE INDEX ix_grants_membership_id ON grants (membership_id);

CREATE INDEX ix_grants_session_id ON grants (session_id);

CREATE INDEX ix_grants_user_id_ended_at ON grants (user_id, ended_at);

CREATE TABLE authorization_codes (
    hash bytea NOT NULL,
    grant_id uuid NOT NULL,
    redirect_uri text NOT NULL,
    code_challenge text,
    nonce text,
    expires_at timestamp with time zone NOT NULL,
    redeemed_at timestamp with time zone,
    CONSTRAINT pk_authorization_codes PRIMARY KEY (hash),
    CONSTRAINT fk_authorization_codes_grants_grant_id FOREIGN KEY (grant_id) REFERENCES grants (id) ON DELETE CASCADE
);

CREATE INDEX ix_authorization_codes_expires_at ON authorization_codes (expires_at);

CREATE INDEX ix_authorization_codes_grant_id ON authorization_codes (grant_id);

CREATE TABLE refresh_tokens (
    id uuid NOT NULL,
    grant_id uuid NOT NULL,
    hash bytea NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    spent_at timestamp with time zone,
    CONSTRAINT pk_refresh_tokens PRIMARY KEY (id),
    CONSTRAINT fk_refresh_tokens_grants_grant_id FOREIGN KEY (grant_id) REFERENCES grants (id) ON DELETE CASCADE
);

CREATE INDEX ix_refresh_tokens_expires_at ON refresh_tokens (expires_at);

CREATE INDEX ix_refresh_tokens_grant_id ON refresh_tokens (grant_id);

CREATE UNIQUE INDEX ix_refresh_tokens_hash ON refresh_tokens (hash);
