-- Requests to set another phone, decided by an admin, used once.
CREATE TABLE phone_reset_requests (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    reason_id uuid,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    decision character varying(40),
    decided_at timestamp with time zone,
    decided_by uuid,
    check_id uuid,
    used_at timestamp with time zone,
    CONSTRAINT pk_phone_reset_requests PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_phone_reset_requests_user_id ON phone_reset_requests (user_id) WHERE decision IS NULL OR (decision = 'Approved' AND used_at IS NULL);
CREATE INDEX ix_phone_reset_requests_user_id_asked_at ON phone_reset_requests (user_id, asked_at);
