-- Channels and providers that an operator has switched off. An empty provider: the whole channel.
CREATE TABLE delivery_switches (
    channel character varying(40) NOT NULL,
    provider character varying(20) NOT NULL,
    off_since timestamp with time zone NOT NULL,
    by_id uuid NOT NULL,
    CONSTRAINT pk_delivery_switches PRIMARY KEY (channel, provider)
);

CREATE FUNCTION notify_delivery_switches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('delivery_switches', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER delivery_switches_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON delivery_switches
    FOR EACH STATEMENT EXECUTE FUNCTION notify_delivery_switches();
