-- SMART App Launch: who people are on FHIR servers, and the launches that EHRs prepare.
CREATE TABLE fhir_identities (
    membership_id uuid NOT NULL,
    fhir_base character varying(400) NOT NULL,
    reference character varying(100) NOT NULL,
    patients jsonb NOT NULL,
    CONSTRAINT pk_fhir_identities PRIMARY KEY (membership_id, fhir_base),
    CONSTRAINT fk_fhir_identities_memberships_membership_id FOREIGN KEY (membership_id) REFERENCES memberships (id) ON DELETE CASCADE,
    CONSTRAINT fk_fhir_identities_resources_fhir_base FOREIGN KEY (fhir_base) REFERENCES resources (id) ON DELETE CASCADE
);

CREATE TABLE launches (
    id uuid NOT NULL,
    hash bytea NOT NULL,
    fhir_base character varying(400) NOT NULL,
    created_by character varying(100) NOT NULL,
    client_id character varying(100),
    user_id uuid,
    clinic_id uuid,
    pending_id uuid,
    context jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    consumed_at timestamp with time zone,
    CONSTRAINT pk_launches PRIMARY KEY (id),
    CONSTRAINT fk_launches_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
    CONSTRAINT fk_launches_clients_created_by FOREIGN KEY (created_by) REFERENCES clients (id) ON DELETE CASCADE,
    CONSTRAINT fk_launches_clinics_clinic_id FOREIGN KEY (clinic_id) REFERENCES clinics (id) ON DELETE CASCADE,
    CONSTRAINT fk_launches_pending_authorizations_pending_id FOREIGN KEY (pending_id) REFERENCES pending_authorizations (id) ON DELETE CASCADE,
    CONSTRAINT fk_launches_resources_fhir_base FOREIGN KEY (fhir_base) REFERENCES resources (id) ON DELETE CASCADE,
    CONSTRAINT fk_launches_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX ix_fhir_identities_fhir_base ON fhir_identities (fhir_base);

CREATE INDEX ix_launches_client_id ON launches (client_id);

CREATE INDEX ix_launches_clinic_id ON launches (clinic_id);

CREATE INDEX ix_launches_created_by ON launches (created_by);

CREATE INDEX ix_launches_expires_at ON launches (expires_at);

CREATE INDEX ix_launches_fhir_base ON launches (fhir_base);

CREATE UNIQUE INDEX ix_launches_hash ON launches (hash);

CREATE INDEX ix_launches_pending_id ON launches (pending_id);

CREATE INDEX ix_launches_user_id ON launches (user_id);
