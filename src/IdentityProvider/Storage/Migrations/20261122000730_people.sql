-- What users decided about other people's apps.
CREATE TABLE consents (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    client_id character varying(100) NOT NULL,
    membership_id uuid,
    granted text[] NOT NULL,
    refused text[] NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    CONSTRAINT pk_consents PRIMARY KEY (id),
    CONSTRAINT fk_consents_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
    CONSTRAINT fk_consents_memberships_membership_id FOREIGN KEY (membership_id) REFERENCES memberships (id) ON DELETE RESTRICT,
    CONSTRAINT fk_consents_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE INDEX ix_consents_client_id ON consents (client_id);

CREATE INDEX ix_consents_membership_id ON consents (membership_id);

CREATE UNIQUE INDEX ix_consents_user_id_client_id_membership_id ON consents (user_id, client_id, membership_id) NULLS NOT DISTINCT;

-- The news that clients are owed when a session ends.
CREATE TABLE logout_notices (
    id uuid NOT NULL,
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    client_id character varying(100) NOT NULL,
    owed_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    leased_until timestamp with time zone,
    tries integer NOT NULL,
    state character varying(40) NOT NULL,
    last_outcome character varying(40),
    finished_at timestamp with time zone,
    CONSTRAINT pk_logout_notices PRIMARY KEY (id),
    CONSTRAINT fk_logout_notices_clients_client_id FOREIGN KEY (client_id) REFERENCES clients (id) ON DELETE CASCADE,
    CONSTRAINT fk_logout_notices_users_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT
);

CREATE INDEX ix_logout_notices_client_id ON logout_notices (client_id);

CREATE INDEX ix_logout_notices_due_at ON logout_notices (due_at) WHERE (state = 'Owed');

CREATE INDEX ix_logout_notices_finished_at ON logout_notices (finished_at);

CREATE INDEX ix_logout_notices_user_id ON logout_notices (user_id);

CREATE TRIGGER logout_notices_notify AFTER INSERT ON logout_notices
    FOR EACH STATEMENT EXECUTE FUNCTION notify_change('logout_notices');
