-- The rest of a clinic's policy, and since when it asks whom. Versions that stand keep meaning what they meant, and so do those that a node
-- of the version before writes during an upgrade: the defaults stay.
ALTER TABLE clinic_policies
    ADD COLUMN grace_days integer NOT NULL DEFAULT 0,
    ADD COLUMN ask_for_phone character varying(40) NOT NULL DEFAULT 'Both',
    ADD COLUMN phone_required boolean NOT NULL DEFAULT false,
    ADD COLUMN refuse_voip boolean NOT NULL DEFAULT false,
    ADD COLUMN shortest_password integer NOT NULL DEFAULT 12,
    ADD COLUMN shortest_password_alone integer NOT NULL DEFAULT 15,
    ADD COLUMN staff_idle_minutes integer NOT NULL DEFAULT 30,
    ADD COLUMN staff_session_hours integer NOT NULL DEFAULT 12,
    ADD COLUMN patient_idle_minutes integer NOT NULL DEFAULT 30,
    ADD COLUMN patient_session_hours integer NOT NULL DEFAULT 12,
    ADD COLUMN emergency_access boolean NOT NULL DEFAULT false,
    ADD COLUMN emergency_minutes integer NOT NULL DEFAULT 60,
    ADD COLUMN emergency_users uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN staff_asked_since timestamp with time zone,
    ADD COLUMN patients_asked_since timestamp with time zone;

-- With no grace until now, the moment of the version is as good as the true one: nobody was ever waiting.
UPDATE clinic_policies SET
    staff_asked_since = CASE WHEN require IN ('Staff', 'StaffAndPatients') THEN changed_at END,
    patients_asked_since = CASE WHEN require = 'StaffAndPatients' THEN changed_at END;

-- Second steps that a clinic does not ask of one person for a while, and those who ask themselves for one.
CREATE TABLE policy_exemptions (
    id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    user_id uuid NOT NULL,
    reason character varying(300) NOT NULL,
    granted_by uuid NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by uuid,
    CONSTRAINT pk_policy_exemptions PRIMARY KEY (id),
    CONSTRAINT fk_policy_exemptions_clinics_clinic_id FOREIGN KEY (clinic_id) REFERENCES clinics (id) ON DELETE RESTRICT,
    CONSTRAINT fk_policy_exemptions_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE INDEX ix_policy_exemptions_clinic_id ON policy_exemptions (clinic_id);

CREATE INDEX ix_policy_exemptions_user_id_clinic_id ON policy_exemptions (user_id, clinic_id);

ALTER TABLE users ADD COLUMN second_step_since timestamp with time zone;

ALTER TABLE sign_in_attempts ADD COLUMN postponed_set_up boolean NOT NULL DEFAULT false;
