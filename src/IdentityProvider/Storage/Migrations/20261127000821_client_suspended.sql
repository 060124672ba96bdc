-- Apps that an operator switched off: their developers cannot switch them on.
ALTER TABLE clients ADD COLUMN suspended_at timestamp with time zone;
ALTER TABLE clients ADD CONSTRAINT ck_clients_suspended_is_off CHECK (suspended_at IS NULL OR disabled_at IS NOT NULL);
