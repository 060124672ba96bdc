-- What carriers report of a message after they took it: that it arrived or did not, and what it cost.
ALTER TABLE outbox_messages ADD COLUMN report_weight smallint;
ALTER TABLE outbox_messages ADD COLUMN reported_at timestamp with time zone;
ALTER TABLE outbox_messages ADD COLUMN cost numeric(12,6);
ALTER TABLE outbox_messages ADD COLUMN cost_currency character varying(3);

-- The delivery health of a practice asks by practice and day.
CREATE INDEX ix_outbox_messages_clinic_id_created_at ON outbox_messages (clinic_id, created_at);
