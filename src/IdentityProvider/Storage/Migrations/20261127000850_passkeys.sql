-- Passkeys, the handles their owners are known by in them, and the challenges they are asked to sign.
CREATE TABLE passkeys (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    credential_id bytea NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text[] NOT NULL,
    aaguid uuid NOT NULL,
    is_backup_eligible boolean NOT NULL,
    is_backed_up boolean NOT NULL,
    attestation bytea NOT NULL,
    name character varying(60) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    disabled_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT pk_passkeys PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_passkeys_credential_id ON passkeys (credential_id);

CREATE INDEX ix_passkeys_user_id ON passkeys (user_id);

CREATE TABLE passkey_holders (
    user_id uuid NOT NULL,
    handle character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_passkey_holders PRIMARY KEY (user_id)
);

CREATE UNIQUE INDEX ix_passkey_holders_handle ON passkey_holders (handle);

CREATE TABLE passkey_challenges (
    id uuid NOT NULL,
    purpose character varying(40) NOT NULL,
    owner_id uuid NOT NULL,
    user_id uuid,
    state_encrypted bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT pk_passkey_challenges PRIMARY KEY (id)
);

CREATE INDEX ix_passkey_challenges_expires_at ON passkey_challenges (expires_at);
