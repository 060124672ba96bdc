-- What happened, and the messages people are owed.
CREATE TABLE audit_entries (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamp with time zone NOT NULL,
    name character varying(40) NOT NULL,
    detail jsonb NOT NULL,
    user_id uuid,
    actor_id uuid,
    clinic_id uuid,
    client_id character varying(100),
    attempt_id uuid,
    session_id uuid,
    network inet,
    CONSTRAINT pk_audit_entries PRIMARY KEY (id)
);

CREATE INDEX ix_audit_entries_at ON audit_entries (at);

CREATE INDEX ix_audit_entries_attempt_id ON audit_entries (attempt_id);

CREATE INDEX ix_audit_entries_clinic_id_at ON audit_entries (clinic_id, at);

CREATE INDEX ix_audit_entries_user_id_at ON audit_entries (user_id, at);

-- Append-only. The one exception is retention: a transaction that has said with
--   SET LOCAL idp.audit_retention_before = '2020-01-01T00:00:00Z'
-- up to when rows may go deletes those and no others. Nothing ever changes a row.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    retention_before text := current_setting('idp.audit_retention_before', true);
BEGIN
    -- An empty text is what a session is left with after a SET LOCAL in an earlier transaction.
    IF TG_OP = 'DELETE' AND coalesce(retention_before, '') <> '' THEN
        IF OLD.at < retention_before::timestamptz THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_entries is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();

CREATE TRIGGER audit_entries_not_truncated BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TABLE outbox_messages (
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    channel character varying(40) NOT NULL,
    priority smallint NOT NULL,
    user_id uuid,
    clinic_id uuid,
    code_id uuid,
    destination bytea NOT NULL,
    destination_hash bytea NOT NULL,
    destination_masked character varying(320) NOT NULL,
    payload bytea,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    leased_until timestamp with time zone,
    tries integer NOT NULL,
    state character varying(40) NOT NULL,
    last_outcome character varying(40),
    provider character varying(20),
    provider_message_id character varying(100),
    finished_at timestamp with time zone,
    CONSTRAINT pk_outbox_messages PRIMARY KEY (id),
    CONSTRAINT ck_outbox_messages_finished_is_empty CHECK (state = 'Queued' OR payload IS NULL)
);

CREATE INDEX ix_outbox_messages_channel_priority_due_at ON outbox_messages (channel, priority, due_at) WHERE state = 'Queued';

CREATE INDEX ix_outbox_messages_code_id ON outbox_messages (code_id);

CREATE INDEX ix_outbox_messages_created_at ON outbox_messages (created_at);

-- Wakes the workers of all nodes at commit, once per channel however many messages the statement wrote.
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', channels.channel) FROM (SELECT DISTINCT channel FROM written) AS channels;
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_messages_notify AFTER INSERT ON outbox_messages
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
