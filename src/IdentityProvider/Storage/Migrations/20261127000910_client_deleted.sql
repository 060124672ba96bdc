-- An app that was deleted and switched on at the same moment came back to life. What is deleted is off.
UPDATE clients SET disabled_at = deleted_at WHERE deleted_at IS NOT NULL AND disabled_at IS NULL;
ALTER TABLE clients ADD CONSTRAINT ck_clients_deleted_is_off CHECK (deleted_at IS NULL OR disabled_at IS NOT NULL);
