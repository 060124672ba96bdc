-- Second factors and the phones they rest on.
CREATE TABLE user_phones (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    number_encrypted bytea NOT NULL,
    number_hash bytea NOT NULL,
    last_four character varying(4) NOT NULL,
    preferred_channel character varying(40) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    verified_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT pk_user_phones PRIMARY KEY (id)
);

CREATE INDEX ix_user_phones_number_hash ON user_phones (number_hash);

CREATE INDEX ix_user_phones_user_id ON user_phones (user_id);

CREATE TABLE factors (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    phone_id uuid,
    added_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    disabled_at timestamp with time zone,
    removed_at timestamp with time zone,
    CONSTRAINT pk_factors PRIMARY KEY (id)
);

CREATE INDEX ix_factors_user_id ON factors (user_id);

-- Browsers that may stand in for a second step.
CREATE TABLE trusted_devices (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    selector bytea NOT NULL,
    verifier_hash bytea NOT NULL,
    previous_verifier_hash bytea,
    rotated_at timestamp with time zone NOT NULL,
    earned_by character varying(40) NOT NULL,
    trusted_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    browser character varying(40) NOT NULL,
    platform character varying(40) NOT NULL,
    network character varying(50) NOT NULL,
    ended_at timestamp with time zone,
    ended_for character varying(40),
    CONSTRAINT pk_trusted_devices PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_trusted_devices_selector ON trusted_devices (selector);

CREATE INDEX ix_trusted_devices_user_id ON trusted_devices (user_id);

-- One-time codes: what was sent for one purpose of one attempt, and the digits in it.
CREATE TABLE code_series (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    purpose character varying(40) NOT NULL,
    channel character varying(40) NOT NULL,
    destination_hash bytea NOT NULL,
    destination_masked character varying(260) NOT NULL,
    factor_id uuid,
    tries_left integer NOT NULL,
    sends integer NOT NULL,
    last_sent_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_code_series PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_code_series_attempt_id_purpose ON code_series (attempt_id, purpose);

CREATE INDEX ix_code_series_last_sent_at ON code_series (last_sent_at);

CREATE TABLE one_time_codes (
    id uuid NOT NULL,
    series_id uuid NOT NULL,
    hash bytea,
    digits_encrypted bytea,
    length integer NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    ended_at timestamp with time zone,
    receipts text[] NOT NULL,
    CONSTRAINT pk_one_time_codes PRIMARY KEY (id),
    CONSTRAINT fk_one_time_codes_code_series_series_id FOREIGN KEY (series_id) REFERENCES code_series (id) ON DELETE CASCADE
);

CREATE INDEX ix_one_time_codes_expires_at ON one_time_codes (expires_at);

CREATE INDEX ix_one_time_codes_series_id ON one_time_codes (series_id);

-- What was tried in vain, and what was sent.
CREATE TABLE attempt_limits (
    kind character varying(40) NOT NULL,
    subject character varying(64) NOT NULL,
    failures integer NOT NULL,
    blocked_until timestamp with time zone,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_attempt_limits PRIMARY KEY (kind, subject)
);

CREATE TABLE password_failures (
    network character varying(50) NOT NULL,
    minute timestamp with time zone NOT NULL,
    subject character varying(64) NOT NULL,
    failures integer NOT NULL,
    CONSTRAINT pk_password_failures PRIMARY KEY (network, minute, subject)
);

CREATE INDEX ix_password_failures_minute ON password_failures (minute);

CREATE TABLE send_counts (
    budget character varying(40) NOT NULL,
    subject character varying(100) NOT NULL,
    slice timestamp with time zone NOT NULL,
    sends integer NOT NULL,
    CONSTRAINT pk_send_counts PRIMARY KEY (budget, subject, slice)
);

CREATE INDEX ix_send_counts_slice ON send_counts (slice);
