-- What clients, grants and waiting requests need for the whole protocol; the APIs that tokens are for; what may be used once.
ALTER TABLE clients
    ADD COLUMN kind character varying(40) NOT NULL DEFAULT 'Web',
    ADD COLUMN about jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN owner_id uuid,
    ADD COLUMN is_third_party boolean NOT NULL DEFAULT false,
    ADD COLUMN profile character varying(40) NOT NULL DEFAULT 'Baseline',
    ADD COLUMN grant_types text[] NOT NULL DEFAULT '{authorization_code}',
    ADD COLUMN jwks text,
    ADD COLUMN jwks_uri text,
    ADD COLUMN assertion_algorithm character varying(5),
    ADD COLUMN request_object_algorithm character varying(5),
    ADD COLUMN requires_request_object boolean NOT NULL DEFAULT false,
    ADD COLUMN requires_pushed_request boolean NOT NULL DEFAULT false,
    ADD COLUMN is_dpop_bound boolean NOT NULL DEFAULT false,
    ADD COLUMN back_channel_logout_uri text,
    ADD COLUMN back_channel_logout_session_required boolean NOT NULL DEFAULT false,
    ADD COLUMN initiate_login_uri text,
    ADD COLUMN launch_uri text,
    ADD COLUMN serves_every_clinic boolean NOT NULL DEFAULT false,
    ADD COLUMN may_introspect_all boolean NOT NULL DEFAULT false,
    ADD COLUMN default_max_age interval,
    ADD COLUMN subject_type character varying(40) NOT NULL DEFAULT 'Public',
    ADD COLUMN sector_identifier_uri text,
    ADD COLUMN access_token_format character varying(40) NOT NULL DEFAULT 'Jwt',
    ADD COLUMN refresh_repeat_window interval NOT NULL DEFAULT '0';

-- Until now an empty list of clinics meant all of them.
UPDATE clients SET
    grant_types = CASE WHEN may_refresh THEN '{authorization_code,refresh_token}'::text[] ELSE '{authorization_code}'::text[] END,
    serves_every_clinic = cardinality(clinics) = 0;

-- Nodes of the version before read may_refresh until they are replaced; it goes with the next version's migrations.
ALTER TABLE clients
    DROP COLUMN may_refresh,
    ADD COLUMN may_refresh boolean NOT NULL GENERATED ALWAYS AS ('refresh_token' = ANY (grant_types)) STORED,
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN about DROP DEFAULT,
    ALTER COLUMN is_third_party DROP DEFAULT,
    ALTER COLUMN profile DROP DEFAULT,
    ALTER COLUMN grant_types DROP DEFAULT,
    ALTER COLUMN requires_request_object DROP DEFAULT,
    ALTER COLUMN requires_pushed_request DROP DEFAULT,
    ALTER COLUMN is_dpop_bound DROP DEFAULT,
    ALTER COLUMN back_channel_logout_session_required DROP DEFAULT,
    ALTER COLUMN serves_every_clinic DROP DEFAULT,
    ALTER COLUMN may_introspect_all DROP DEFAULT,
    ALTER COLUMN subject_type DROP DEFAULT,
    ALTER COLUMN access_token_format DROP DEFAULT,
    ALTER COLUMN refresh_repeat_window DROP DEFAULT,
    ADD CONSTRAINT ck_clients_repeat_window_at_most_ten_seconds CHECK (refresh_repeat_window <= interval '10 seconds'),
    ADD CONSTRAINT ck_clients_one_source_of_keys CHECK (jwks IS NULL OR jwks_uri IS NULL),
    ADD CONSTRAINT fk_clients_users_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE RESTRICT;

CREATE INDEX ix_clients_owner_id ON clients (owner_id);

CREATE TABLE resources (
    id character varying(400) NOT NULL,
    name character varying(80) NOT NULL,
    scopes text[] NOT NULL,
    serves_every_clinic boolean NOT NULL,
    clinics uuid[] NOT NULL,
    owner_client_id character varying(100),
    is_fhir_base boolean NOT NULL,
    picker_url text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_resources PRIMARY KEY (id),
    CONSTRAINT fk_resources_clients_owner_client_id FOREIGN KEY (owner_client_id) REFERENCES clients (id) ON DELETE SET NULL
);

CREATE INDEX ix_resources_owner_client_id ON resources (owner_client_id);

CREATE TRIGGER resources_notify AFTER INSERT OR UPDATE OR DELETE ON resources
    FOR EACH STATEMENT EXECUTE FUNCTION notify_change('resources');

CREATE TABLE used_once (
    purpose character varying(40) NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_used_once PRIMARY KEY (purpose, hash)
);

CREATE INDEX ix_used_once_expires_at ON used_once (expires_at);

ALTER TABLE grants
    ADD COLUMN resources text[] NOT NULL DEFAULT '{}',
    ADD COLUMN dpop_key character varying(43),
    ADD COLUMN requested_claims jsonb,
    ADD COLUMN launch jsonb;

ALTER TABLE authorization_codes ADD COLUMN dpop_key character varying(43);

ALTER TABLE pending_authorizations
    ADD COLUMN pushed_hash bytea,
    ADD COLUMN opened_at timestamp with time zone,
    ADD COLUMN consumed_at timestamp with time zone,
    ADD COLUMN dpop_key character varying(43),
    ADD COLUMN answers jsonb;

CREATE INDEX ix_grants_expires_at ON grants (expires_at);

CREATE INDEX ix_grants_ended_at ON grants (ended_at) WHERE ended_at IS NOT NULL;

CREATE UNIQUE INDEX ix_pending_authorizations_pushed_hash ON pending_authorizations (pushed_hash);
