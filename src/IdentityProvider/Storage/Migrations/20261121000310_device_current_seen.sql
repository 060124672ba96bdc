-- Once the current verifier of a trusted browser was seen, the one before it is a copy.
ALTER TABLE trusted_devices ADD COLUMN current_seen_at timestamp with time zone;
