-- People who lost everything they could prove a reset with, and who let them back in.

CREATE TABLE recovery_requests (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state character varying(40) NOT NULL,
    decided_by uuid,
    decided_at timestamp with time zone,
    check_id uuid,
    works_from timestamp with time zone,
    expires_at timestamp with time zone,
    CONSTRAINT pk_recovery_requests PRIMARY KEY (id)
);

CREATE INDEX ix_recovery_requests_user_id_state ON recovery_requests (user_id, state);
