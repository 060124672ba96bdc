-- Links in mails (new password, unlock, "this wasn't me"), and what a sign-in attempt remembers of one.

CREATE TABLE mailed_links (
    id uuid NOT NULL,
    user_id uuid,
    purpose character varying(40) NOT NULL,
    token_hash bytea NOT NULL,
    stamp character varying(64),
    sent_to character varying(254),
    attempt_id uuid,
    since timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT pk_mailed_links PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_mailed_links_token_hash ON mailed_links (token_hash);

CREATE INDEX ix_mailed_links_user_id_purpose ON mailed_links (user_id, purpose);

ALTER TABLE sign_in_attempts ADD COLUMN recovery character varying(40);
ALTER TABLE sign_in_attempts ADD COLUMN recovery_stamp character varying(64);
ALTER TABLE sign_in_attempts ADD COLUMN recovery_approval_id uuid;
