-- When somebody was last asked whether they want a passkey.
ALTER TABLE passkey_holders ADD COLUMN offered_at timestamp with time zone;
