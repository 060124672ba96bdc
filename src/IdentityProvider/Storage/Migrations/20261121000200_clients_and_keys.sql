-- Registered apps and their secrets; the keys tokens are signed with; the key ring of data protection.
CREATE TABLE clients (
    id character varying(100) NOT NULL,
    name character varying(80) NOT NULL,
    auth_method character varying(40) NOT NULL,
    is_native boolean NOT NULL,
    redirect_uris text[] NOT NULL,
    post_logout_redirect_uris text[] NOT NULL,
    cors_origins text[] NOT NULL,
    scopes text[] NOT NULL,
    requires_pkce boolean NOT NULL,
    may_refresh boolean NOT NULL,
    refreshes_within_session boolean NOT NULL,
    serves_staff boolean NOT NULL,
    serves_patients boolean NOT NULL,
    clinics uuid[] NOT NULL,
    minimum_acr character varying(40),
    default_audience character varying(400),
    id_token_algorithm character varying(5) NOT NULL,
    access_token_algorithm character varying(5) NOT NULL,
    access_token_lifetime interval,
    refresh_idle_lifetime interval NOT NULL,
    refresh_absolute_lifetime interval NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    CONSTRAINT pk_clients PRIMARY KEY (id),
    CONSTRAINT ck_clients_public_uses_pkce CHECK (auth_method <> 'None' OR requires_pkce),
    CONSTRAINT ck_clients_access_token_at_most_an_hour CHECK (access_token_lifetime <= interval '60 minutes')
);

CREATE TABLE client_secrets (
    id uuid NOT NULL,
    client_id character varying(100) NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT pk_client_secrets PRIMARY KEY (id),
    CONSTRAINT fk_client_secrets_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE
);

CREATE INDEX ix_client_secrets_client_id ON client_secrets (client_id);

CREATE TABLE signing_keys (
    id uuid NOT NULL,
    algorithm character varying(5) NOT NULL,
    public_key bytea NOT NULL,
    private_key bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    signs_from timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT pk_signing_keys PRIMARY KEY (id)
);

CREATE INDEX ix_signing_keys_algorithm_signs_from ON signing_keys (algorithm, signs_from);

CREATE TABLE data_protection_keys (
    name character varying(100) NOT NULL,
    xml text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_data_protection_keys PRIMARY KEY (name)
);

-- Every node keeps clients and signing keys in memory. At commit of a change each forgets what it knew.
CREATE FUNCTION notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify(TG_ARGV[0], '');
    RETURN NULL;
END
$$;

CREATE TRIGGER clients_notify AFTER INSERT OR UPDATE OR DELETE ON clients
    FOR EACH STATEMENT EXECUTE FUNCTION notify_change('clients');

CREATE TRIGGER client_secrets_notify AFTER INSERT OR UPDATE OR DELETE ON client_secrets
    FOR EACH STATEMENT EXECUTE FUNCTION notify_change('clients');

CREATE TRIGGER signing_keys_notify AFTER INSERT OR UPDATE OR DELETE ON signing_keys
    FOR EACH STATEMENT EXECUTE FUNCTION notify_change('signing_keys');
