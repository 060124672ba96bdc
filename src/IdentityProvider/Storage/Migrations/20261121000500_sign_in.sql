-- Sign-in attempts, the sessions they lead to, and the browsers users have signed in from.

CREATE TABLE known_browsers (
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    first_signed_in_at timestamp with time zone NOT NULL,
    last_signed_in_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_known_browsers PRIMARY KEY (user_id, token_hash)
);

CREATE TABLE sign_in_attempts (
    id uuid NOT NULL,
    browser_hash bytea NOT NULL,
    demand jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_post_at timestamp with time zone NOT NULL,
    typed_name bytea,
    user_id uuid,
    session_id uuid,
    proofs jsonb NOT NULL,
    membership_id uuid,
    chosen_method character varying(40),
    asks_to_choose boolean NOT NULL,
    set_up_method character varying(40),
    set_up_phone_id uuid,
    was_set_up_here boolean NOT NULL,
    wants_trust boolean,
    rule character varying(40) NOT NULL,
    ended_at timestamp with time zone,
    outcome character varying(40),
    CONSTRAINT pk_sign_in_attempts PRIMARY KEY (id)
);

CREATE TABLE sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    proofs jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    end_reason character varying(40),
    last_membership_id uuid,
    browser_name character varying(80),
    CONSTRAINT pk_sessions PRIMARY KEY (id),
    CONSTRAINT fk_sessions_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE UNIQUE INDEX ix_sessions_token_hash ON sessions (token_hash);

CREATE INDEX ix_sessions_user_id_ended_at ON sessions (user_id, ended_at);

CREATE INDEX ix_sign_in_attempts_browser_hash ON sign_in_attempts (browser_hash);
