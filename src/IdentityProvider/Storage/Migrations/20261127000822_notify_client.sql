-- Nodes are told which client changed, so that each reads that one and not all. Nodes of the version before forget all of them, as they did.
CREATE FUNCTION notify_client() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The same name twice in one transaction is one signal.
    IF TG_OP <> 'INSERT' THEN
        PERFORM pg_notify('clients', to_jsonb(OLD) ->> TG_ARGV[0]);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_notify('clients', to_jsonb(NEW) ->> TG_ARGV[0]);
    END IF;
    RETURN NULL;
END
$$;

DROP TRIGGER clients_notify ON clients;

CREATE TRIGGER clients_notify AFTER INSERT OR UPDATE OR DELETE ON clients
    FOR EACH ROW EXECUTE FUNCTION notify_client('id');

DROP TRIGGER client_secrets_notify ON client_secrets;

CREATE TRIGGER client_secrets_notify AFTER INSERT OR UPDATE OR DELETE ON client_secrets
    FOR EACH ROW EXECUTE FUNCTION notify_client('client_id');
