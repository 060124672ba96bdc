-- Authenticator apps, recovery and bypass codes; names of factors, and which way a user wants to be asked by.
ALTER TABLE factors ADD COLUMN name character varying(60);

ALTER TABLE sign_in_attempts ADD COLUMN set_up_secret bytea;

CREATE TABLE preferred_ways (
    user_id uuid NOT NULL,
    first character varying(40) NOT NULL,
    backup character varying(40),
    CONSTRAINT pk_preferred_ways PRIMARY KEY (user_id)
);

CREATE TABLE authenticator_keys (
    factor_id uuid NOT NULL,
    secret_encrypted bytea NOT NULL,
    last_step bigint NOT NULL,
    CONSTRAINT pk_authenticator_keys PRIMARY KEY (factor_id)
);

CREATE TABLE recovery_code_sets (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    salt bytea NOT NULL,
    pepper_key character varying(40) NOT NULL,
    iterations integer NOT NULL,
    codes_encrypted bytea,
    made_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT pk_recovery_code_sets PRIMARY KEY (id)
);

CREATE TABLE recovery_codes (
    set_id uuid NOT NULL,
    number integer NOT NULL,
    hash bytea NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT pk_recovery_codes PRIMARY KEY (set_id, number),
    CONSTRAINT fk_recovery_codes_recovery_code_sets_set_id FOREIGN KEY (set_id) REFERENCES recovery_code_sets (id) ON DELETE CASCADE
);

CREATE INDEX ix_recovery_code_sets_user_id ON recovery_code_sets (user_id);

CREATE TABLE bypass_codes (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    issued_by uuid NOT NULL,
    hash bytea NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT pk_bypass_codes PRIMARY KEY (id)
);

CREATE INDEX ix_bypass_codes_user_id ON bypass_codes (user_id);
