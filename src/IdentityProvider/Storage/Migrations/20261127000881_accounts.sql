-- How people get in: invitations by address, addresses that are claimed until their link is used, and user names of the system before.
CREATE TABLE invitations (
    id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    email character varying(254) NOT NULL,
    normalized_email character varying(254) NOT NULL,
    name character varying(120),
    role character varying(40) NOT NULL,
    invited_by uuid,
    language character varying(2) NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    times_sent integer NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    accepted_by uuid,
    ended_at timestamp with time zone,
    ended_for character varying(40),
    CONSTRAINT pk_invitations PRIMARY KEY (id),
    CONSTRAINT fk_invitations_clinics_clinic_id FOREIGN KEY (clinic_id) REFERENCES clinics (id) ON DELETE CASCADE
);

CREATE INDEX ix_invitations_clinic_id_created_at ON invitations (clinic_id, created_at);

CREATE INDEX ix_invitations_normalized_email ON invitations (normalized_email);

CREATE UNIQUE INDEX ix_invitations_token_hash ON invitations (token_hash);

CREATE TABLE email_claims (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    address character varying(254) NOT NULL,
    normalized_address character varying(254) NOT NULL,
    token_hash bytea NOT NULL,
    cancel_hash bytea NOT NULL,
    by_admin boolean NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    verified_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT pk_email_claims PRIMARY KEY (id),
    CONSTRAINT fk_email_claims_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_email_claims_user_id ON email_claims (user_id);

CREATE UNIQUE INDEX ix_email_claims_token_hash ON email_claims (token_hash);

CREATE UNIQUE INDEX ix_email_claims_cancel_hash ON email_claims (cancel_hash);

CREATE TABLE legacy_accounts (
    id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    user_name character varying(100) NOT NULL,
    normalized_user_name character varying(100) NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    upgraded_at timestamp with time zone,
    CONSTRAINT pk_legacy_accounts PRIMARY KEY (id),
    CONSTRAINT fk_legacy_accounts_clinics_clinic_id FOREIGN KEY (clinic_id) REFERENCES clinics (id) ON DELETE CASCADE,
    CONSTRAINT fk_legacy_accounts_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_legacy_accounts_clinic_id_normalized_user_name ON legacy_accounts (clinic_id, normalized_user_name);

CREATE INDEX ix_legacy_accounts_user_id ON legacy_accounts (user_id);

-- Who came with a user name has no address until the first sign-in.
ALTER TABLE users ALTER COLUMN email DROP NOT NULL;

ALTER TABLE users ALTER COLUMN normalized_email DROP NOT NULL;

ALTER TABLE users ADD COLUMN email_recovers_from timestamp with time zone;

ALTER TABLE sign_in_attempts ADD COLUMN is_legacy boolean NOT NULL DEFAULT false;
