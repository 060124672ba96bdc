-- Who can sign in, and the clinics they belong to.
CREATE TABLE clinics (
    id uuid NOT NULL,
    practice_id character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    text_name character varying(20) NOT NULL,
    time_zone character varying(64) NOT NULL,
    front_desk_phone character varying(20),
    brand_color character varying(7),
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_clinics PRIMARY KEY (id)
);

CREATE TABLE users (
    id uuid NOT NULL,
    display_name character varying(120) NOT NULL,
    language character varying(2),
    is_developer boolean NOT NULL,
    is_operator boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    email_verified_at timestamp with time zone,
    deactivated_at timestamp with time zone,
    email character varying(254) NOT NULL,
    normalized_email character varying(254) NOT NULL,
    password_hash character varying(300),
    security_stamp character varying(64),
    concurrency_stamp character varying(64),
    CONSTRAINT pk_users PRIMARY KEY (id)
);

CREATE TABLE clinic_policies (
    clinic_id uuid NOT NULL,
    version integer NOT NULL,
    changed_by uuid,
    changed_at timestamp with time zone NOT NULL,
    code_length integer NOT NULL,
    code_lifetime_minutes integer NOT NULL,
    patient_methods text[] NOT NULL,
    remember_patients_days integer NOT NULL,
    remember_staff_days integer NOT NULL,
    require character varying(40) NOT NULL,
    staff_methods text[] NOT NULL,
    asked_when character varying(40) NOT NULL,
    CONSTRAINT pk_clinic_policies PRIMARY KEY (clinic_id, version),
    CONSTRAINT fk_clinic_policies_clinics_clinic_id FOREIGN KEY (clinic_id) REFERENCES clinics (id) ON DELETE RESTRICT
);

CREATE TABLE memberships (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    clinic_id uuid NOT NULL,
    role character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    accepted_at timestamp with time zone,
    deactivated_at timestamp with time zone,
    CONSTRAINT pk_memberships PRIMARY KEY (id),
    CONSTRAINT fk_memberships_clinics_clinic_id FOREIGN KEY (clinic_id) REFERENCES clinics (id) ON DELETE RESTRICT,
    CONSTRAINT fk_memberships_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE UNIQUE INDEX ix_clinics_practice_id ON clinics (practice_id);

CREATE INDEX ix_memberships_clinic_id_role ON memberships (clinic_id, role);

CREATE UNIQUE INDEX ix_memberships_user_id_clinic_id_role ON memberships (user_id, clinic_id, role);

CREATE UNIQUE INDEX ix_users_normalized_email ON users (normalized_email);

