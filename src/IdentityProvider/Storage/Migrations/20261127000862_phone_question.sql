-- "Not now" to the question for a phone that follows a password reset.
ALTER TABLE sign_in_attempts ADD COLUMN phone_declined_at timestamp with time zone;
