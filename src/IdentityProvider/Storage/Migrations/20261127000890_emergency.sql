-- Emergency access: each use with its reason and review, the apps that it opens, sealed codes, and the sessions and grants that came of it.
CREATE TABLE emergency_accesses (
    id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    user_id uuid NOT NULL,
    membership_id uuid NOT NULL,
    proof character varying(40) NOT NULL,
    began_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    reviewed_at timestamp with time zone,
    reviewed_by uuid,
    review_id uuid,
    CONSTRAINT pk_emergency_accesses PRIMARY KEY (id),
    CONSTRAINT fk_emergency_accesses_clinics_clinic_id FOREIGN KEY (clinic_id) REFERENCES clinics (id) ON DELETE RESTRICT,
    CONSTRAINT fk_emergency_accesses_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE INDEX ix_emergency_accesses_clinic_id ON emergency_accesses (clinic_id);

CREATE INDEX ix_emergency_accesses_user_id ON emergency_accesses (user_id);

CREATE TABLE emergency_apps (
    clinic_id uuid NOT NULL,
    client_id character varying(100) NOT NULL,
    marked_by uuid NOT NULL,
    marked_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_emergency_apps PRIMARY KEY (clinic_id, client_id)
);

CREATE TABLE sealed_codes (
    clinic_id uuid NOT NULL,
    user_id uuid NOT NULL,
    hash character varying(200) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by uuid NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT pk_sealed_codes PRIMARY KEY (clinic_id, user_id)
);

ALTER TABLE sessions
    ADD COLUMN emergency_id uuid,
    ADD COLUMN emergency_membership_id uuid;

ALTER TABLE grants ADD COLUMN emergency_id uuid;

ALTER TABLE sign_in_attempts ADD COLUMN emergency_reason bytea;
