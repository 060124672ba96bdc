-- Devices that wait for somebody to sign in for them on another screen.
CREATE TABLE pending_devices (
    id uuid NOT NULL,
    client_id character varying(100) NOT NULL,
    device_code_hash bytea NOT NULL,
    user_code_hash bytea NOT NULL,
    sealed_user_code bytea NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    interval_seconds integer NOT NULL,
    last_asked_at timestamp with time zone,
    session_id uuid,
    grant_id uuid,
    denied_at timestamp with time zone,
    redeemed_at timestamp with time zone,
    CONSTRAINT pk_pending_devices PRIMARY KEY (id),
    CONSTRAINT fk_pending_devices_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
    CONSTRAINT fk_pending_devices_grants_grant_id FOREIGN KEY (grant_id) REFERENCES grants (id) ON DELETE CASCADE
);

CREATE INDEX ix_pending_devices_client_id ON pending_devices (client_id);

CREATE UNIQUE INDEX ix_pending_devices_device_code_hash ON pending_devices (device_code_hash);

CREATE INDEX ix_pending_devices_expires_at ON pending_devices (expires_at);

CREATE INDEX ix_pending_devices_grant_id ON pending_devices (grant_id);

CREATE UNIQUE INDEX ix_pending_devices_user_code_hash ON pending_devices (user_code_hash);
